package io.rotakeep.core.enrollment;

import static io.rotakeep.core.connection.Samples.NOW;
import static io.rotakeep.core.connection.Samples.PROVIDER;
import static io.rotakeep.core.connection.Samples.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.StoreContract;
import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.enrollment.PendingAuthorization.Phase;
import io.rotakeep.core.enrollment.PendingAuthorization.Wish;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every {@link PendingAuthorizationStore} keeps to. */
public abstract class PendingAuthorizationStoreContract extends StoreContract {
  private static final Phase CONFIRMING =
      new Phase.Confirming("ticket", new Envelope(new byte[] {5}));

  @Test
  void givesBackWhatWasWritten() {
    PendingAuthorization waiting = pending("s1", new Phase.Waiting("browser"), NOW);
    PendingAuthorization confirming = pending("s2", CONFIRMING, NOW);
    store().insert(waiting);
    store().insert(confirming);

    reopen();

    assertThat(store().find("s1")).contains(waiting);
    assertThat(store().find("s3")).isEmpty();
    assertThat(store().findByTicket("ticket")).contains(confirming);
    assertThat(store().findByTicket("other")).isEmpty();
  }

  @Test
  void movesForwardFromThePhaseItIsIn() {
    PendingAuthorization waiting = pending("s", new Phase.Waiting(null), NOW);
    store().insert(waiting);
    PendingAuthorization exchanging = waiting.in(new Phase.Exchanging());

    assertThat(store().advance(exchanging, exchanging.in(CONFIRMING))).isFalse();
    assertThat(store().advance(waiting, exchanging)).isTrue();
    assertThat(store().advance(waiting, exchanging)).isFalse();
    assertThat(store().advance(exchanging, exchanging.in(CONFIRMING))).isTrue();

    assertThat(store().findByTicket("ticket")).contains(exchanging.in(CONFIRMING));
  }

  @Test
  void letsOneOfManyExchange() {
    PendingAuthorization waiting = pending("s", new Phase.Waiting(null), NOW);
    store().insert(waiting);
    AtomicInteger wins = new AtomicInteger();

    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < 16; caller++) {
        callers.execute(
            () ->
                wins.addAndGet(
                    store().advance(waiting, waiting.in(new Phase.Exchanging())) ? 1 : 0));
      }
    }

    assertThat(wins).hasValue(1);
  }

  @Test
  void deletes() {
    store().insert(pending("s", new Phase.Waiting(null), NOW));

    store().delete("s");
    store().delete("s");

    assertThat(store().find("s")).isEmpty();
    assertThat(
            store()
                .advance(
                    pending("s", new Phase.Waiting(null), NOW),
                    pending("s", new Phase.Exchanging(), NOW)))
        .isFalse();
  }

  @Test
  void forgetsTheExpiredButNothingThatIsBeingExchanged() {
    store().insert(pending("old", new Phase.Waiting(null), NOW.minusMillis(1)));
    store().insert(pending("exchanging", new Phase.Exchanging(), NOW.minusMillis(1)));
    store().insert(pending("young", new Phase.Waiting(null), NOW));

    assertThat(store().deleteExpired(NOW)).isEqualTo(1);

    assertThat(store().find("old")).isEmpty();
    assertThat(store().find("exchanging")).isPresent();
    assertThat(store().find("young")).isPresent();
  }

  private PendingAuthorizationStore store() {
    return stores().pendingAuthorizations();
  }

  public static PendingAuthorization pending(String stateHash, Phase phase, Instant expires) {
    return new PendingAuthorization(
        stateHash,
        id("salesforce/acme"),
        PROVIDER,
        new Wish(
            List.of("api"),
            Map.of("tenant", "acme"),
            null,
            "subject",
            URI.create("https://app.example.com/done")),
        "spiffe://example.org/crm",
        new Envelope(new byte[] {1, 2}),
        phase,
        expires);
  }
}
