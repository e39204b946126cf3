package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OrderedRefreshesTest {
  private static final OrderedRefreshes.By ALICE =
      new OrderedRefreshes.By("spiffe://example.org/alice", "ticket-7");

  private final TestDaemon daemon =
      TestDaemon.enrolled(SampleProviders.of(new RotationClass.Strict()));
  private final OrderedRefreshes refreshes =
      new OrderedRefreshes(daemon.engine.flights(), daemon.audit, daemon.clock);

  @Test
  void sayWhoOrderedThem() {
    assertThat(refreshes.one(TestDaemon.ID, true, ALICE, TestDaemon.PATIENCE))
        .isInstanceOf(RotationOutcome.Fresh.class);
    daemon.clock.advance(Duration.ofMinutes(1));
    assertThat(refreshes.ofMany(TestDaemon.ID, daemon.clock.instant(), ALICE, TestDaemon.PATIENCE))
        .isInstanceOf(RotationOutcome.Fresh.class);

    assertThat(daemon.audit.records(AuditAction.REFRESH_REQUESTED))
        .extracting(
            AuditRecord::caller,
            AuditRecord::connection,
            AuditRecord::requestId,
            told -> told.reason().word())
        .containsExactly(
            tuple("spiffe://example.org/alice", "acme/one", "ticket-7", "RISK_ACCEPTED"),
            tuple("spiffe://example.org/alice", "acme/one", "ticket-7", "ONE_OF_MANY"));
  }

  @Test
  void askNobodyIfTheAuditCannotHearOfIt() {
    daemon.audit.refuse(AuditAction.REFRESH_REQUESTED);

    assertThatThrownBy(() -> refreshes.one(TestDaemon.ID, false, ALICE, TestDaemon.PATIENCE))
        .isInstanceOf(AuditUnavailableException.class);

    assertThat(daemon.server.questions()).isZero();
  }
}
