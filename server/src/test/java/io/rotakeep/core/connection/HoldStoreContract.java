package io.rotakeep.core.connection;

import static io.rotakeep.core.connection.Samples.NOW;
import static io.rotakeep.core.connection.Samples.id;
import static io.rotakeep.core.connection.Samples.quarantined;
import static io.rotakeep.core.connection.Samples.revoked;
import static io.rotakeep.core.connection.Samples.signed;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every {@link HoldStore} keeps to. */
public abstract class HoldStoreContract extends StoreContract {

  @Test
  void givesBackWhatWasWritten() {
    SignedHold hold = signed(quarantined("a", 1));

    assertThat(holds().write(hold)).isTrue();

    reopen();
    assertThat(holds().find(id("a"))).contains(hold);
    assertThat(holds().find(id("b"))).isEmpty();
  }

  @Test
  void takesOnlyTheNextEpoch() {
    assertThat(holds().write(signed(quarantined("a", 2)))).isFalse();
    assertThat(holds().write(signed(quarantined("a", 1)))).isTrue();
    assertThat(holds().write(signed(revoked("a", 1, false)))).isFalse();
    assertThat(holds().write(signed(revoked("a", 3, false)))).isFalse();
    assertThat(holds().write(signed(revoked("a", 2, false)))).isTrue();

    assertThat(holds().find(id("a"))).contains(signed(revoked("a", 2, false)));
  }

  @Test
  void confirmsARevocationWithinItsEpoch() {
    holds().write(signed(revoked("a", 1, false)));

    assertThat(holds().write(signed(revoked("a", 1, true)))).isTrue();

    assertThat(holds().find(id("a"))).contains(signed(revoked("a", 1, true)));
    assertThat(holds().write(signed(revoked("a", 1, false)))).as("never back").isFalse();
  }

  @Test
  void confirmsNothingElse() {
    holds().write(signed(quarantined("a", 1)));
    holds().write(signed(revoked("b", 1, false)));

    assertThat(holds().write(signed(revoked("a", 1, true)))).isFalse();
    assertThat(
            holds().write(signed(new Hold.RevokedHold(id("b"), 1, NOW, Reason.CLIENT_EVENT, true))))
        .as("another reason")
        .isFalse();
    assertThat(
            holds()
                .write(
                    signed(
                        new Hold.RevokedHold(
                            id("b"), 1, NOW.plusMillis(1), Reason.OPERATOR, true))))
        .as("another time")
        .isFalse();
  }

  @Test
  void listsWhatStands() {
    holds().write(signed(quarantined("a", 1)));
    holds().write(signed(revoked("b", 1, true)));
    holds().write(signed(quarantined("c", 1)));
    holds().write(signed(new Hold.LiftedHold(id("c"), 2, NOW, null)));

    assertThat(holds().standing())
        .containsExactlyInAnyOrder(signed(quarantined("a", 1)), signed(revoked("b", 1, true)));
  }

  @Test
  void listsWhatWasLiftedAndFromWhichDistrust() {
    SignedHold released = signed(new Hold.LiftedHold(id("d"), 1, NOW, NOW.minusMillis(7)));
    holds().write(signed(quarantined("a", 1)));
    holds().write(signed(quarantined("c", 1)));
    holds().write(signed(new Hold.LiftedHold(id("c"), 2, NOW, null)));
    holds().write(released);

    assertThat(holds().lifted())
        .containsExactlyInAnyOrder(signed(new Hold.LiftedHold(id("c"), 2, NOW, null)), released);
  }

  @Test
  void listsUnconfirmedRevocationsOldestFirst() {
    holds()
        .write(
            signed(new Hold.RevokedHold(id("late"), 1, NOW.plusMillis(5), Reason.OPERATOR, false)));
    holds().write(signed(revoked("early", 1, false)));
    holds().write(signed(revoked("done", 1, true)));
    holds().write(signed(quarantined("quarantined", 1)));

    assertThat(holds().unconfirmed(10)).containsExactly(id("early"), id("late"));
    assertThat(holds().unconfirmed(1)).containsExactly(id("early"));
  }

  @Test
  void letsOneOfManyTakeAnEpoch() {
    for (long next = 1; next <= 3; next++) {
      long epoch = next;
      AtomicInteger wins = new AtomicInteger();
      try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int writer = 0; writer < 16; writer++) {
          writers.execute(
              () -> wins.addAndGet(holds().write(signed(quarantined("a", epoch))) ? 1 : 0));
        }
      }

      assertThat(wins).hasValue(1);
    }
  }

  protected final HoldStore holds() {
    return stores().holds();
  }
}
