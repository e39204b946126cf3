package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.verdict.RefreshVerdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a client whose registration is at fault from asking once for each of its connections. While
 * a circuit is open nothing is sent but one probe every five minutes; the connections stay as they
 * are. It closes as soon as an answer shows that the client is accepted, or when the provider is
 * applied anew.
 *
 * <p>One fault opens it if it is the client's for certain. Otherwise two connections must meet one,
 * with no good answer in between: what only looks like it may be one connection's own, such as a
 * login host that is gone. Thread-safe; asking takes no lock.
 */
final class ClientCircuits {
  private static final System.Logger LOG = System.getLogger(ClientCircuits.class.getName());

  static final Duration BETWEEN_PROBES = Duration.ofMinutes(5);

  /** So many at fault at once are remembered; of others each connection waits by itself. */
  static final int MOST = 10_000;

  private final Map<Client, Fault> faults = new ConcurrentHashMap<>();

  /**
   * One registration at one host.
   *
   * @param revision of the provider: another one may have mended the fault
   */
  record Client(ProviderName provider, long revision, String tokenHost) {}

  /**
   * What a client met last.
   *
   * @param met by which connection
   * @param nextProbe when one connection may ask again, once the circuit is open
   */
  private record Fault(String error, ConnectionId met, boolean open, Instant nextProbe) {
    Fault probedAt(Instant now) {
      return new Fault(error, met, open, now.plus(BETWEEN_PROBES));
    }
  }

  /** The wait that stands in the way; says nothing of whether a probe is due. */
  Optional<RefreshGate.Wait> waiting(Client client) {
    Fault fault = faults.get(client);
    return fault == null || !fault.open()
        ? Optional.empty()
        : Optional.of(
            new RefreshGate.Wait(
                fault.nextProbe(), new RefreshFailure.ClientMisconfigured(fault.error())));
  }

  /** The failure that stands in the way. Who is let through an open circuit is its probe. */
  Optional<RefreshFailure> refusal(Client client, Instant now) {
    Fault fault = faults.get(client);
    if (fault == null
        || !fault.open()
        || (isDue(fault, now) && faults.replace(client, fault, fault.probedAt(now)))) {
      return Optional.empty();
    }
    return Optional.of(new RefreshFailure.ClientMisconfigured(fault.error()));
  }

  void faulted(Client client, ConnectionId id, RefreshVerdict.ClientFault met, Instant now) {
    if (faults.size() >= MOST && !faults.containsKey(client)) {
      return;
    }
    faults.compute(client, (_, before) -> after(client, before, id, met, now));
  }

  /** The server has accepted the client. */
  void accepted(Client client) {
    // Most of the time there is nothing, and looking takes no lock.
    if (faults.containsKey(client)) {
      Fault fault = faults.remove(client);
      if (fault != null && fault.open()) {
        LOG.log(
            System.Logger.Level.INFO,
            "provider {0} at {1} accepts the client again: its connections are refreshed as before",
            client.provider(),
            client.tokenHost());
      }
    }
  }

  Set<ProviderName> open() {
    return faults.entrySet().stream()
        .filter(it -> it.getValue().open())
        .map(it -> it.getKey().provider())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Fault after(
      Client client,
      @Nullable Fault before,
      ConnectionId id,
      RefreshVerdict.ClientFault met,
      Instant now) {
    boolean wasOpen = before != null && before.open();
    boolean second = before != null && !before.met().equals(id);
    if (!wasOpen && (met.certain() || second)) {
      LOG.log(
          System.Logger.Level.ERROR,
          "provider {0} at {1} refuses our registration ({2}), not the tokens: nothing is sent but"
              + " one refresh every {3} minutes; compare client id, secret, scopes and addresses"
              + " with it, then apply the provider again",
          client.provider(),
          client.tokenHost(),
          met.error(),
          BETWEEN_PROBES.toMinutes());
    }
    return new Fault(met.error(), id, wasOpen || met.certain() || second, now.plus(BETWEEN_PROBES));
  }

  private static boolean isDue(Fault fault, Instant now) {
    Duration left = Duration.between(now, fault.nextProbe());
    // A longer wait was never meant: the clock has been set back.
    return !left.isPositive() || left.compareTo(BETWEEN_PROBES) > 0;
  }
}
