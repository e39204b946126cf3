package io.rotakeep.core.rotation;

import static io.rotakeep.core.rotation.RotatorTest.failure;
import static io.rotakeep.core.rotation.RotatorTest.fresh;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import org.junit.jupiter.api.Test;

/** The database goes away while a token endpoint answers. */
final class StoreAwayTest {
  private static final Provider STRICT = SampleProviders.of(new RotationClass.Strict());

  @Test
  void handsOutWhatIsKeptAndSettlesItWhenTheStoreIsBack() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    daemon.server.afterSending(() -> daemon.stores.goAway(true));

    RotationOutcome away = daemon.refresh();
    RotationOutcome again = daemon.refresh();
    daemon.stores.goAway(false);
    RotationOutcome back = daemon.refresh();

    assertThat(fresh(away).generation().number()).isEqualTo(2);
    assertThat(failure(again)).isEqualTo(new RefreshFailure.StoreUnavailable());
    assertThat(fresh(back).generation().number()).isEqualTo(2);
    assertThat(daemon.server.questions()).isEqualTo(1);
    assertThat(daemon.audit.records(AuditAction.ROTATION_RECOVERED)).hasSize(1);
  }

  @Test
  void tellsWhoMustKnowTheNewestTokenThatItsRowCannotBeWritten() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    OpenAttempts attempts = daemon.engine.openAttempts();
    daemon.stores.beforeWrite(
        kind -> {
          throw new StoreUnavailableException("full: " + kind);
        });
    daemon.refresh();

    assertThatThrownBy(() -> attempts.settle(TestDaemon.ID))
        .isInstanceOf(StoreUnavailableException.class);
    daemon.stores.beforeWrite(_ -> {});
    attempts.settle(TestDaemon.ID);

    assertThat(daemon.journal.openAttempts()).isEmpty();
    assertThat(daemon.row().generation().number()).isEqualTo(2);
    assertThat(daemon.server.questions()).isEqualTo(1);
  }

  @Test
  void losesNoTokenThatWasHandedOutWhileTheStoreWasAway() {
    TestDaemon daemon = TestDaemon.enrolled(STRICT);
    daemon.server.afterSending(() -> daemon.stores.goAway(true));

    RotationOutcome away = daemon.refresh();
    daemon.stores.goAway(false);
    TestDaemon next = daemon.restart(true);

    assertThat(fresh(away).generation().number()).isEqualTo(2);
    assertThat(fresh(next.refresh()).handle()).isEqualTo(fresh(away).handle());
    assertThat(next.server.questions()).isEqualTo(1);
  }
}
