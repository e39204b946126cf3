package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.LineageStore;
import io.rotakeep.core.connection.LineageStore.Resting;
import io.rotakeep.core.connection.LineageStore.RestingQuery;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.provider.ProviderStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Refreshes what nobody uses, before its refresh token dies of disuse, and settles what is in doubt
 * and nobody asks for. Each round looks at one page for each provider, the longest rest first, and
 * goes on from there in the next: what a round costs does not grow with the number of connections,
 * and what cannot be refreshed is in nobody's way. Providers have rounds of their own: one that is
 * slow keeps none of the others' tokens waiting.
 *
 * <p>Between {@link #EARLIEST} and {@link #LATEST} of the idle time it is left to chance when, so
 * that connections that came together do not stay together. For one thread.
 */
public final class KeepAlive {
  /** Of the time after which a token dies of disuse. */
  private static final double EARLIEST = 0.40;

  /** So before half of it, with room for a day's outage of a provider that keeps tokens a month. */
  private static final double LATEST = 0.47;

  /** For each provider and round, so for each minute. */
  static final int PAGE = 500;

  /** How likely a round takes one that may still wait. */
  private static final double CHANCE = 0.02;

  /** Of each provider. */
  private static final int AT_ONCE = 8;

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final System.Logger LOG = System.getLogger(KeepAlive.class.getName());

  private final ProviderStore providers;
  private final LineageStore lineage;
  private final RotationFlights flights;
  private final RandomGenerator random;
  private final InstantSource clock;
  private final Map<Rest, Resting> reached = new ConcurrentHashMap<>();

  /** The newest round of each provider. */
  private final Map<ProviderName, CompletableFuture<Integer>> rounds = new HashMap<>();

  private record Rest(ProviderName provider, String state) {}

  /**
   * @param random for many threads
   */
  public KeepAlive(
      ProviderStore providers,
      LineageStore lineage,
      RotationFlights flights,
      RandomGenerator random,
      InstantSource clock) {
    this.providers = providers;
    this.lineage = lineage;
    this.flights = flights;
    this.random = random;
    this.clock = clock;
  }

  /** When a connection is refreshed at the latest though nobody uses it; empty if never. */
  public static Optional<Instant> latest(Connection connection, Provider provider) {
    Grant grant = connection.grant();
    Duration idle = provider.tokens().idleTtl();
    if (idle == null
        || grant == null
        || grant.refreshToken() == null
        || !(connection.state() instanceof ConnectionState.Active)) {
      return Optional.empty();
    }
    return connection.lastUsed().map(used -> used.plus(part(idle, LATEST)));
  }

  /**
   * One round of each provider whose last one has ended; to be called once a minute. Returns when
   * all that it begins has ended, but for what is slow.
   *
   * @return how many were begun
   */
  public int round() {
    List<Provider> all = providers.list();
    rounds.keySet().retainAll(all.stream().map(Provider::name).toList());
    List<CompletableFuture<Integer>> begun = new ArrayList<>();
    for (Provider provider : all) {
      CompletableFuture<Integer> last = rounds.get(provider.name());
      if (last == null || last.isDone()) {
        CompletableFuture<Integer> round =
            CompletableFuture.supplyAsync(
                () -> roundOrFailure(provider),
                task -> Thread.ofVirtual().name("keep alive of " + provider.name()).start(task));
        rounds.put(provider.name(), round);
        begun.add(round);
      }
    }
    return begunIn(begun);
  }

  private static int begunIn(List<CompletableFuture<Integer>> rounds) {
    CompletableFuture.allOf(rounds.toArray(CompletableFuture[]::new))
        .exceptionally(_ -> null)
        .completeOnTimeout(null, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
        .join();
    return rounds.stream().mapToInt(round -> round.exceptionally(_ -> 0).getNow(0)).sum();
  }

  private int roundOrFailure(Provider provider) {
    try {
      return roundOf(provider);
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.WARNING, "keep alive of " + provider.name() + " ended early", e);
      return 0;
    }
  }

  private int roundOf(Provider provider) {
    var places = new Semaphore(AT_ONCE);
    Duration idle = provider.tokens().idleTtl();
    int begun = idle == null ? 0 : rested(provider.name(), idle, places);
    begun += doubted(provider.name(), places);
    places.acquireUninterruptibly(AT_ONCE);
    return begun;
  }

  private int rested(ProviderName provider, Duration idle, Semaphore places) {
    Instant now = clock.instant();
    int begun = 0;
    for (Resting resting : page(provider, "ACTIVE", now.minus(part(idle, EARLIEST)))) {
      boolean late = !now.isBefore(resting.used().plus(part(idle, LATEST)));
      if (late || random.nextDouble() < CHANCE) {
        begin(resting, new RotationTrigger.KeepAlive(resting.used()), places);
        begun++;
      }
    }
    return begun;
  }

  /** A reader would do the same; where none comes, the doubt must not last for ever. */
  private int doubted(ProviderName provider, Semaphore places) {
    List<Resting> doubted = page(provider, "IN_DOUBT", clock.instant().plusSeconds(1));
    doubted.forEach(resting -> begin(resting, new RotationTrigger.Needed(null), places));
    return doubted.size();
  }

  private List<Resting> page(ProviderName provider, String state, Instant before) {
    Rest rest = new Rest(provider, state);
    List<Resting> page =
        lineage.resting(new RestingQuery(provider, state, before, reached.get(rest), PAGE));
    if (page.size() < PAGE) {
      reached.remove(rest);
    } else {
      reached.put(rest, page.getLast());
    }
    return page;
  }

  private void begin(Resting resting, RotationTrigger trigger, Semaphore places) {
    places.acquireUninterruptibly();
    Thread.ofVirtual()
        .name("keep alive " + resting.connection())
        .start(() -> end(resting, trigger, places));
  }

  private void end(Resting resting, RotationTrigger trigger, Semaphore places) {
    try {
      RotationOutcome outcome = flights.join(resting.connection(), trigger, PATIENCE);
      if (outcome instanceof RotationOutcome.Failed(RefreshFailure failure)) {
        LOG.log(System.Logger.Level.DEBUG, "{0} rests on: {1}", resting.connection(), failure);
      }
    } finally {
      places.release();
    }
  }

  private static Duration part(Duration whole, double share) {
    return Duration.ofMillis(Math.round(whole.toMillis() * share));
  }
}
