package io.rotakeep.core.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.crypto.Fingerprinter;
import io.rotakeep.core.crypto.Keyring;
import io.rotakeep.core.secret.PlainKeyMemory;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HoldsTest {
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");
  private static final ConnectionId ID = new ConnectionId("acme/one");
  private static final ConnectionId OTHER = new ConnectionId("acme/two");

  private final Keyring keyring = Keyring.generate(new SecureRandom(), new PlainKeyMemory());
  private final Fingerprinter fingerprinter = new Fingerprinter(() -> keyring);
  private final InMemoryStores stores = new InMemoryStores();

  @Test
  void standUntilTheyAreLifted() {
    Holds holds = open(null);

    quarantine(holds);
    boolean before = holds.stopped(ID);
    lift(holds);

    assertThat(before).isTrue();
    assertThat(holds.stopped(ID)).isFalse();
    assertThat(stores.holds().find(ID).orElseThrow().hold().epoch()).isEqualTo(2);
  }

  @Test
  void standAgainAfterARestart() {
    quarantine(open(null));

    assertThat(open(null).standing(ID).orElseThrow())
        .isEqualTo(new Hold.QuarantinedHold(ID, 1, NOW, Reason.OPERATOR));
  }

  @Test
  void takeAForgedLiftForNothingAndAForgedHoldForAQuarantine() {
    SignedHold forged =
        new SignedHold(new Hold.RevokedHold(ID, 1, NOW, Reason.OPERATOR, true), new byte[32]);
    stores.holds().write(forged);

    assertThat(open(null).standing(ID).orElseThrow())
        .isEqualTo(new Hold.QuarantinedHold(ID, 1, NOW, Reason.INTEGRITY));
  }

  @Test
  void stopServiceEvenIfTheyCannotBeWritten() {
    Holds holds = open(null);
    stores.beforeWrite(
        _ -> {
          throw new StoreUnavailableException("full");
        });

    assertThatThrownBy(() -> quarantine(holds)).isInstanceOf(StoreUnavailableException.class);

    assertThat(holds.stopped(ID)).isTrue();
  }

  @Test
  void goOnStandingWhenTheirLiftCannotBeWritten() {
    Holds holds = open(null);
    quarantine(holds);
    stores.beforeWrite(
        _ -> {
          throw new StoreUnavailableException("full");
        });

    assertThatThrownBy(() -> lift(holds)).isInstanceOf(StoreUnavailableException.class);

    assertThat(holds.stopped(ID)).isTrue();
  }

  @Test
  void canBeLiftedAfterAWriteThatFailed() {
    Holds holds = open(null);
    stores.afterWrite(
        _ -> {
          throw new StoreUnavailableException("no answer");
        });
    assertThatThrownBy(() -> quarantine(holds)).isInstanceOf(StoreUnavailableException.class);
    stores.afterWrite(_ -> {});

    lift(holds);

    assertThat(holds.stopped(ID)).isFalse();
  }

  @Test
  void coverEveryConnectionOfADistrustedStore() {
    Holds holds = open(NOW);

    assertThat(holds.effective(Samples.active("anything")))
        .isEqualTo(new ConnectionState.Quarantined(Reason.STALE_STORE));
  }

  @Test
  void releaseOneConnectionOfADistrustedStoreAndNoOther() {
    Holds holds = open(NOW);

    boolean lifted = holds.lift(holds.standing(ID).orElseThrow(), NOW.minusSeconds(60));

    assertThat(lifted).isTrue();
    assertThat(holds.stopped(ID)).isFalse();
    assertThat(holds.stopped(OTHER)).isTrue();
    assertThat(open(NOW).stopped(ID)).as("after a restart").isFalse();
    assertThat(open(NOW).stopped(OTHER)).isTrue();
  }

  @Test
  void releaseNothingFromADistrustThatBeganAfterTheirLift() {
    Holds trusted = open(null);
    quarantine(trusted);
    trusted.lift(trusted.standing(ID).orElseThrow(), NOW.plusSeconds(60));
    boolean despiteTheLift = open(NOW).stopped(ID);
    Holds first = open(NOW);
    first.lift(first.standing(ID).orElseThrow(), NOW);

    assertThat(despiteTheLift).isTrue();
    assertThat(open(NOW.plusMillis(1)).stopped(ID)).as("distrusted anew").isTrue();
    assertThat(open(NOW).stopped(ID)).isFalse();
  }

  @Test
  void takeAForgedReleaseForNothing() {
    stores.holds().write(new SignedHold(new Hold.LiftedHold(ID, 1, NOW, NOW), new byte[32]));

    assertThat(open(NOW).standing(ID).orElseThrow())
        .isEqualTo(new Hold.QuarantinedHold(ID, 0, NOW, Reason.STALE_STORE));
  }

  @Test
  void standInADistrustedStoreAfterAReleaseAsWell() {
    Holds holds = open(NOW);
    holds.lift(holds.standing(ID).orElseThrow(), NOW);

    holds.quarantine(ID, Reason.OPERATOR, NOW);

    assertThat(holds.stopped(ID)).isTrue();
    assertThat(open(NOW).standing(ID).orElseThrow().epoch()).isEqualTo(2);
  }

  @Test
  void endWithTheDistrustUnlessTheyAreRowsOfTheirOwn() {
    Holds holds = open(NOW);
    holds.quarantine(OTHER, Reason.OPERATOR, NOW);

    holds.trustStore();

    assertThat(holds.stopped(ID)).isFalse();
    assertThat(holds.stopped(OTHER)).isTrue();
    assertThat(holds.distrusted()).isEmpty();
  }

  @Test
  void countEveryEpochOfManyWriters() {
    Holds holds = open(null);

    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        writers.execute(() -> quarantine(holds));
      }
    }

    assertThat(stores.holds().find(ID).orElseThrow().hold().epoch()).isEqualTo(50);
    assertThat(holds.standing(ID).orElseThrow().epoch()).isEqualTo(50);
  }

  @Test
  void rememberAConfirmation() {
    Holds holds = open(null);
    Hold placed =
        holds.place(ID, epoch -> new Hold.RevokedHold(ID, epoch, NOW, Reason.OPERATOR, false));

    holds.confirm((Hold.RevokedHold) placed);

    assertThat(open(null).standing(ID).orElseThrow())
        .isEqualTo(new Hold.RevokedHold(ID, 1, NOW, Reason.OPERATOR, true));
    assertThat(stores.holds().unconfirmed(10)).isEmpty();
  }

  @Test
  void areWrittenAnewAfterAReleaseOfWhichNobodyKnowsWhetherTheDiskHasIt() {
    Holds holds = open(null);
    Hold first = holds.quarantine(ID, Reason.OPERATOR, NOW);
    stores.afterWrite(
        _ -> {
          throw new StoreUnavailableException("the reply was lost");
        });
    assertThatThrownBy(() -> holds.lift(first, NOW)).isInstanceOf(StoreUnavailableException.class);
    stores.afterWrite(_ -> {});

    holds.quarantine(ID, Reason.OPERATOR, NOW);

    assertThat(open(null).stopped(ID)).isTrue();
  }

  /**
   * The process that failed to write it may have left it in the database and not in the journal.
   */
  @Test
  void areWrittenAnewWhenTheyAreAskedForAgainAfterARestart() {
    open(null).quarantine(ID, Reason.OPERATOR, NOW);
    Holds holds = open(null);

    Hold again = holds.quarantine(ID, Reason.OPERATOR, NOW);
    Hold oncemore = holds.quarantine(ID, Reason.OPERATOR, NOW);

    assertThat(again).isEqualTo(new Hold.QuarantinedHold(ID, 2, NOW, Reason.OPERATOR));
    assertThat(oncemore).isEqualTo(again);
  }

  @Test
  void areDurableAfterAFindingEvenIfARevocationWasNot() {
    Holds holds = open(null);
    stores.beforeWrite(
        _ -> {
          throw new StoreUnavailableException("full");
        });
    assertThatThrownBy(
            () ->
                holds.place(
                    ID, epoch -> new Hold.RevokedHold(ID, epoch, NOW, Reason.OPERATOR, false)))
        .isInstanceOf(StoreUnavailableException.class);
    stores.beforeWrite(_ -> {});

    holds.quarantine(ID, Reason.SUSPECTED_COMPROMISE, NOW);

    assertThat(open(null).standing(ID)).containsInstanceOf(Hold.RevokedHold.class);
  }

  @Test
  void keepTheirConfirmationWhenTheyAreWrittenAnew() {
    Holds first = open(null);
    Hold placed =
        first.place(ID, epoch -> new Hold.RevokedHold(ID, epoch, NOW, Reason.OPERATOR, false));
    first.confirm((Hold.RevokedHold) placed);
    Holds holds = open(null);

    Hold assured = holds.assured(holds.standing(ID).orElseThrow());

    assertThat(assured).isEqualTo(new Hold.RevokedHold(ID, 2, NOW, Reason.OPERATOR, true));
    assertThat(stores.holds().unconfirmed(10)).isEmpty();
  }

  private Holds open(@Nullable Instant distrusted) {
    return new Holds(stores.holds(), fingerprinter, distrusted);
  }

  private static void quarantine(Holds holds) {
    holds.place(ID, epoch -> new Hold.QuarantinedHold(ID, epoch, NOW, Reason.OPERATOR));
  }

  private static void lift(Holds holds) {
    holds.place(ID, epoch -> new Hold.LiftedHold(ID, epoch, NOW, null));
  }
}
