package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.AccessToken;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint.Twist;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Whoever asks for one token after the other, and a provider that is down. */
class RefreshBudgetTest {
  private final TestDaemon daemon =
      TestDaemon.enrolled(SampleProviders.of(new RotationClass.Family()));

  @Test
  void anApplicationThatRefusesEveryTokenGetsThreeInFiveMinutes() {
    daemon.refresh();
    int asked = daemon.server.questions();

    for (int i = 0; i < 10; i++) {
      daemon.clock.advance(Duration.ofSeconds(20));
      refuseNewest();
    }

    assertThat(daemon.server.questions()).isEqualTo(asked + RefreshBudget.MOST);
    assertThat(refuseNewest())
        .isInstanceOfSatisfying(
            RotationOutcome.Failed.class,
            failed -> assertThat(failed.failure()).isInstanceOf(RefreshFailure.BudgetSpent.class));
  }

  @Test
  void theBudgetComesBackWithTime() {
    daemon.refresh();
    for (int i = 0; i < 5; i++) {
      refuseNewest();
    }
    int asked = daemon.server.questions();

    daemon.clock.advance(RefreshBudget.SPAN);
    refuseNewest();

    assertThat(daemon.server.questions()).isEqualTo(asked + 1);
  }

  @Test
  void tokensThatHadTheirTimeAreNotCounted() {
    daemon.server.saysBeside("expires_in=20\n");
    daemon.refresh();

    for (int i = 0; i < 20; i++) {
      daemon.clock.advance(Duration.ofSeconds(21));
      assertThat(daemon.refresh()).isInstanceOf(RotationOutcome.Fresh.class);
    }
  }

  @Test
  void aPersonIsNotCounted() {
    for (int i = 0; i < 8; i++) {
      assertThat(daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false)))
          .isInstanceOf(RotationOutcome.Fresh.class);
    }
  }

  /** An operator, or a run over all connections, must not leave applications without a token. */
  @Test
  void whatAPersonAskedForDoesNotKeepATokenFromBeingReplacedInItsTime() {
    daemon.server.saysBeside("expires_in=20\n");
    for (int i = 0; i < 8; i++) {
      daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));
    }

    daemon.clock.advance(Duration.ofSeconds(21));

    assertThat(daemon.refresh()).isInstanceOf(RotationOutcome.Fresh.class);
  }

  @Test
  void anOutageOfAMinuteIsNotFollowedByFiveOfWaiting() {
    daemon.server.next(new Twist.Unsent());
    daemon.server.next(new Twist.Unsent());
    daemon.refresh();
    daemon.clock.advance(Duration.ofSeconds(3));
    daemon.refresh();
    daemon.clock.advance(Duration.ofMinutes(1));
    assertThat(daemon.refresh())
        .isInstanceOfSatisfying(
            RotationOutcome.Failed.class,
            failed -> assertThat(failed.failure()).isInstanceOf(RefreshFailure.BudgetSpent.class));

    daemon.clock.advance(RefreshBudget.BEFORE_THE_LAST.minusMinutes(1));

    assertThat(daemon.refresh()).isInstanceOf(RotationOutcome.Fresh.class);
  }

  @Test
  void aProviderThatIsDownIsAskedThreeTimesInFiveMinutesAboutOneConnection() {
    for (int i = 0; i < 100; i++) {
      daemon.server.next(new Twist.Unsent());
    }

    for (int i = 0; i < 100; i++) {
      daemon.clock.advance(Duration.ofSeconds(3));
      daemon.refresh();
    }

    assertThat(daemon.server.questions()).isEqualTo(RefreshBudget.MOST);
  }

  /** Else an old request would let the third come at once. */
  @Test
  void whatIsOlderThanFiveMinutesDoesNotCount() {
    RefreshBudget budget = new RefreshBudget(new MapCache<>());
    Instant now = daemon.clock.instant();
    budget.spend(TestDaemon.ID, false, now.minus(RefreshBudget.SPAN));
    budget.spend(TestDaemon.ID, false, now.minusSeconds(60));
    budget.spend(TestDaemon.ID, false, now.minusSeconds(30));

    assertThat(budget.spentFor(TestDaemon.ID, false, now)).contains(Duration.ofSeconds(60));
  }

  @Test
  void whatLiesAheadDoesNotCountAfterTheClockWasSetBack() {
    RefreshBudget budget = new RefreshBudget(new MapCache<>());
    Instant now = daemon.clock.instant();
    for (int i = 0; i < RefreshBudget.MOST; i++) {
      budget.spend(TestDaemon.ID, false, now.plusSeconds(i));
    }

    assertThat(budget.spentFor(TestDaemon.ID, false, now.minusSeconds(1))).isEmpty();
  }

  private RotationOutcome refuseNewest() {
    AccessToken newest = Objects.requireNonNull(daemon.tokens.find(TestDaemon.ID));
    return daemon.ask(TestDaemon.ID, new RotationTrigger.Needed(newest.handle()));
  }
}
