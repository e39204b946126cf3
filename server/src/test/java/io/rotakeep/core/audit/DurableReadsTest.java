package io.rotakeep.core.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DurableReadsTest implements AuditDevice {
  private final List<String> told = new ArrayList<>();
  private final AuditDevice reads = new DurableReads(this);

  @ParameterizedTest
  @EnumSource(names = {"ACCESS_TOKEN_READ", "ACCESS_TOKEN_WATCHED"})
  void waitForTheDiskWhereATokenLeaves(AuditAction action) {
    reads.record(of(action));

    assertThat(told).containsExactly("durable " + action);
  }

  @Test
  void leaveEverythingElseAsItIs() {
    reads.record(of(AuditAction.CALLER_REFUSED));
    reads.recordDurably(of(AuditAction.ROTATION_INTENDED));

    assertThat(told).containsExactly("written CALLER_REFUSED", "durable ROTATION_INTENDED");
  }

  /** So that a flood of refused calls is none of forced writes. */
  @Test
  void doNotWaitWhereNoTokenLeaves() {
    reads.record(of(AuditAction.ACCESS_TOKEN_READ, AuditOutcome.REFUSED));

    assertThat(told).containsExactly("written ACCESS_TOKEN_READ");
  }

  @Override
  public void record(AuditRecord audited) {
    told.add("written " + audited.action());
  }

  @Override
  public void recordDurably(AuditRecord audited) {
    told.add("durable " + audited.action());
  }

  private static AuditRecord of(AuditAction action) {
    return of(action, AuditOutcome.SUCCEEDED);
  }

  private static AuditRecord of(AuditAction action, AuditOutcome outcome) {
    return new AuditRecord(Instant.EPOCH, action, outcome, "dev", "salesforce/acme", 7, "", "", "");
  }
}
