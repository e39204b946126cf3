package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint.Twist;
import org.junit.jupiter.api.Test;

/** What people can find out about a refresh afterwards. */
final class RotationTrailTest {
  private static final Provider STRICT = SampleProviders.of(new RotationClass.Strict());
  private final TestDaemon daemon = TestDaemon.enrolled(STRICT);

  @Test
  void aRefreshThatBroughtATokenSucceeded() {
    daemon.refresh();

    assertThat(settled().outcome()).isEqualTo(AuditOutcome.SUCCEEDED);
    assertThat(settled().reason().word()).isEqualTo("ROTATED");
    assertThat(newest())
        .isEqualTo(
            new PastRefresh(daemon.clock.instant(), "rotated", new Generation(1), 200, null));
  }

  @Test
  void anAnswerThatWasLostIsInDoubtAndHasNoStatus() {
    daemon.server.next(new Twist.AnswerLost());

    daemon.refresh();

    assertThat(settled().outcome()).isEqualTo(AuditOutcome.IN_DOUBT);
    assertThat(newest())
        .isEqualTo(new PastRefresh(daemon.clock.instant(), "in_doubt", new Generation(1), 0, null));
  }

  @Test
  void aRefusalFailedAndItsCodeIsRemembered() {
    daemon.server.next(new Twist.Intercepted(401, null, "error=invalid_client\n"));

    daemon.refresh();

    assertThat(settled().outcome()).isEqualTo(AuditOutcome.FAILED);
    assertThat(newest())
        .isEqualTo(
            new PastRefresh(
                daemon.clock.instant(), "client_fault", new Generation(1), 401, "invalid_client"));
  }

  /** It is settled later, by a flight that asked nobody. */
  @Test
  void anAnswerThatWaitedForTheDatabaseIsRememberedToo() {
    daemon.stores.beforeWrite(
        _ -> {
          throw new StoreUnavailableException("full");
        });
    daemon.refresh();
    daemon.stores.beforeWrite(_ -> {});
    assertThat(condition().recent()).isEmpty();

    daemon.engine.openAttempts().settle(TestDaemon.ID);

    assertThat(newest().outcome()).isEqualTo("rotated");
    assertThat(newest().httpStatus()).isEqualTo(200);
    assertThat(daemon.audit.records(AuditAction.ROTATION_RECOVERED))
        .extracting(AuditRecord::outcome)
        .containsExactly(AuditOutcome.SUCCEEDED);
  }

  private AuditRecord settled() {
    return daemon.audit.records(AuditAction.ROTATION_SETTLED).getLast();
  }

  private PastRefresh newest() {
    return condition().recent().getFirst();
  }

  private RotationCondition condition() {
    return daemon.engine.condition(daemon.row(), STRICT);
  }
}
