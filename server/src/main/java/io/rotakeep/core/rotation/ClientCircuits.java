package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.provider.ProviderName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
 * <p>What looks like the client's fault may be one connection's own: a customer who has blocked the
 * application, a login host that is gone. So three connections must meet a fault with no good
 * answer in between, and those that met one leave the probe to others for a while: however often
 * they ask, they cannot keep a healthy connection from closing the circuit. Thread-safe; asking
 * takes no lock.
 */
final class ClientCircuits {
  static final Duration BETWEEN_PROBES = Duration.ofMinutes(5);

  /** So many at fault at once are remembered; of others each connection waits by itself. */
  static final int MOST = 10_000;

  private static final int CONNECTIONS_TO_OPEN = 3;

  /** More would say no more. */
  private static final int CONNECTIONS_REMEMBERED = 16;

  private static final System.Logger LOG = System.getLogger(ClientCircuits.class.getName());

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
   * @param met by which connections, the latest last
   * @param nextProbe when one connection may ask again, once the circuit is open
   */
  private record Fault(String error, List<ConnectionId> met, Instant nextProbe) {
    boolean isOpen() {
      return met.size() >= CONNECTIONS_TO_OPEN;
    }

    boolean mayProbe(ConnectionId id, Instant now) {
      Duration left = Duration.between(now, nextProbe);
      // A longer wait was never meant: the clock has been set back.
      return left.compareTo(BETWEEN_PROBES) > 0
          || (!left.isPositive()
              && (!met.contains(id) || left.negated().compareTo(BETWEEN_PROBES) >= 0));
    }

    Fault probedAt(Instant now) {
      return new Fault(error, met, now.plus(BETWEEN_PROBES));
    }

    Fault metBy(ConnectionId id, String newest, Instant now) {
      List<ConnectionId> all = new ArrayList<>(met);
      all.remove(id);
      all.add(id);
      int from = Math.max(0, all.size() - CONNECTIONS_REMEMBERED);
      return new Fault(
          newest, List.copyOf(all.subList(from, all.size())), now.plus(BETWEEN_PROBES));
    }
  }

  /** The wait that stands in the way; says nothing of whether a probe is due. */
  Optional<RefreshGate.Wait> waiting(Client client) {
    Fault fault = faults.get(client);
    return fault == null || !fault.isOpen()
        ? Optional.empty()
        : Optional.of(
            new RefreshGate.Wait(
                fault.nextProbe(),
                new RefreshFailure.ClientMisconfigured(fault.error()),
                BETWEEN_PROBES,
                client.revision()));
  }

  /** The failure that stands in the way. Who is let through an open circuit is its probe. */
  Optional<RefreshFailure> refusal(Client client, ConnectionId id, Instant now) {
    Fault fault = faults.get(client);
    if (fault == null
        || !fault.isOpen()
        || (fault.mayProbe(id, now) && faults.replace(client, fault, fault.probedAt(now)))) {
      return Optional.empty();
    }
    return Optional.of(new RefreshFailure.ClientMisconfigured(fault.error()));
  }

  void faulted(Client client, ConnectionId id, String error, Instant now) {
    if (faults.size() < MOST || faults.containsKey(client)) {
      faults.compute(client, (_, before) -> met(client, before, id, error, now));
    }
  }

  /** The server has accepted the client. */
  void accepted(Client client) {
    // Most of the time there is nothing, and looking takes no lock.
    Fault fault = faults.containsKey(client) ? faults.remove(client) : null;
    if (fault != null && fault.isOpen()) {
      LOG.log(
          System.Logger.Level.INFO,
          "provider {0} at {1} accepts the client again: its connections are refreshed as before",
          client.provider(),
          client.tokenHost());
    }
  }

  /** Where a circuit is open. */
  Set<ProviderName> open() {
    return faults.entrySet().stream()
        .filter(it -> it.getValue().isOpen())
        .map(it -> it.getKey().provider())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Fault met(
      Client client, @Nullable Fault before, ConnectionId id, String error, Instant now) {
    Fault first = before == null ? new Fault(error, List.of(), now) : before;
    Fault after = first.metBy(id, error, now);
    if (after.isOpen() && !first.isOpen()) {
      LOG.log(
          System.Logger.Level.ERROR,
          "provider {0} at {1} refuses our registration ({2}), not the tokens: nothing is sent but"
              + " one refresh every {3} minutes; compare client id, secret, scopes and addresses"
              + " with it, then apply the provider again",
          client.provider(),
          client.tokenHost(),
          error,
          BETWEEN_PROBES.toMinutes());
    }
    return after;
  }
}
