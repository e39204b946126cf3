package io.rotakeep.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditTrailTest {
  private static final AuditRecord READ = record("at:00112233445566778899aabbccddeeff", "");

  @Test
  void tellsEveryDevice() {
    MemoryDevice one = new MemoryDevice(false);
    MemoryDevice other = new MemoryDevice(false);
    AuditTrail trail = new AuditTrail(List.of(one, other));

    trail.record(READ);
    trail.recordDurably(READ);

    assertThat(one.told).containsExactly("written", "durable");
    assertThat(other.told).containsExactly("written", "durable");
  }

  @Test
  void failsWhenOneDeviceFailsButTellsTheOthers() {
    MemoryDevice good = new MemoryDevice(false);
    AuditTrail trail =
        new AuditTrail(List.of(new MemoryDevice(true), good, new MemoryDevice(true)));

    assertThatThrownBy(() -> trail.recordDurably(READ))
        .isInstanceOf(AuditUnavailableException.class)
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));

    assertThat(good.told).containsExactly("durable");
  }

  @Test
  void needsADevice() {
    assertThatThrownBy(() -> new AuditTrail(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("audit: at least one device is needed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5Aep861KIwKdekr90I",
        "at:5Aep861KIwKdekr90I",
        "at",
        "at:00112233445566778899aabbccddeeff0",
        "xx:0011"
      })
  void hasNoPlaceForAToken(String token) {
    assertThatThrownBy(() -> record(token, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("5Aep861");
    assertThatThrownBy(() -> record("", token)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void takesHandlesAndReasonWords() {
    assertThat(record("fp:0011223344556677", "LOST_RESPONSE").handle())
        .isEqualTo("fp:0011223344556677");
  }

  private static AuditRecord record(String handle, String reason) {
    return new AuditRecord(
        Instant.EPOCH,
        AuditAction.ACCESS_TOKEN_READ,
        AuditOutcome.SUCCEEDED,
        "dev",
        "salesforce/acme",
        7,
        handle,
        "",
        reason);
  }

  private static final class MemoryDevice implements AuditDevice {
    final List<String> told = new ArrayList<>();
    private final boolean failing;

    MemoryDevice(boolean failing) {
      this.failing = failing;
    }

    @Override
    public void record(AuditRecord audited) {
      tell("written");
    }

    @Override
    public void recordDurably(AuditRecord audited) {
      tell("durable");
    }

    private void tell(String what) {
      if (failing) {
        throw new AuditUnavailableException("full");
      }
      told.add(what);
    }
  }
}
