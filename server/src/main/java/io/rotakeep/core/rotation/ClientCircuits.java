package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.oauth.DeclaredEgress;
import io.rotakeep.core.provider.ProviderName;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
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
 * <p>What looks like the client's fault may be a customer's own doing, who has blocked the
 * application. So three connections must meet it with no good answer in between, the next one that
 * has not met it is let through at once, and those that have leave the probes to others for a
 * while. Thread-safe; asking takes no lock.
 */
final class ClientCircuits {
  static final Duration BETWEEN_PROBES = Duration.ofMinutes(5);

  /** After a probe that was answered by nobody, or by a gateway. */
  static final Duration AFTER_NOTHING = Duration.ofSeconds(10);

  /** So many at fault at once are remembered; of others each connection waits by itself. */
  static final int MOST = 10_000;

  /** What callers are told while refusals come together. */
  static final String TOGETHER = "mass_rejection";

  /** Every host of a provider. */
  private static final String ANY = "*";

  private static final int CONNECTIONS_TO_OPEN = 3;
  private static final int CONNECTIONS_REMEMBERED = 1_000;

  /** A fault that nobody has met for so long says nothing any more. */
  private static final Duration STALE = Duration.ofHours(1);

  private static final System.Logger LOG = System.getLogger(ClientCircuits.class.getName());

  private final ClientFaultAlarm alarm;
  private final Map<Host, Fault> faults = new ConcurrentHashMap<>();

  /**
   * @param egress what to name when an address is at fault
   */
  ClientCircuits(DeclaredEgress egress) {
    this.alarm = new ClientFaultAlarm(egress);
  }

  /**
   * One registration at one host.
   *
   * @param revision of the provider: another one may have mended the fault
   */
  record Client(ProviderName provider, long revision, String tokenHost) {
    private Host host() {
      return new Host(provider, tokenHost);
    }

    ProviderLoad.Target target() {
      return new ProviderLoad.Target(provider, tokenHost);
    }
  }

  private record Host(ProviderName provider, String tokenHost) {}

  /**
   * What a client met last.
   *
   * @param met by which connections
   * @param last when it was met last
   * @param nextProbe when one connection may ask again, once the circuit is open
   */
  private record Fault(
      long revision, String error, Set<ConnectionId> met, Instant last, Instant nextProbe) {
    boolean isOpen() {
      return met.size() >= CONNECTIONS_TO_OPEN;
    }

    boolean countsAt(Instant now) {
      return error.equals(TOGETHER) || Duration.between(last, now).abs().compareTo(STALE) < 0;
    }

    boolean mayProbe(ConnectionId id, Instant now) {
      Instant due = met.contains(id) ? nextProbe.plus(BETWEEN_PROBES) : nextProbe;
      // A longer wait was never meant: the clock has been set back.
      boolean setBack = now.isBefore(nextProbe.minus(BETWEEN_PROBES));
      return setBack || !now.isBefore(due);
    }

    Fault probedAt(Instant now) {
      return new Fault(revision, error, met, last, now.plus(BETWEEN_PROBES));
    }

    Fault undecidedAt(Instant now) {
      Instant soon = now.plus(AFTER_NOTHING);
      return soon.isBefore(nextProbe) ? new Fault(revision, error, met, last, soon) : this;
    }

    /** Only a probe moves the date of the next one: a person may ask as often as they like. */
    Fault metBy(ConnectionId id, String newest, Instant now) {
      if (met.size() >= CONNECTIONS_REMEMBERED) {
        return new Fault(revision, newest, met, now, nextProbe);
      }
      Set<ConnectionId> all = new LinkedHashSet<>(met);
      all.add(id);
      return new Fault(revision, newest, Set.copyOf(all), now, isOpen() ? nextProbe : now);
    }
  }

  /** The wait that stands in the way; says nothing of whether a probe is due. */
  Optional<RefreshGate.Wait> waiting(Client client, Instant now) {
    return found(client.host(), client.revision(), now)
        .or(() -> found(new Host(client.provider(), ANY), client.revision(), now))
        .filter(Fault::isOpen)
        .map(
            fault ->
                new RefreshGate.Wait(
                    fault.nextProbe(),
                    new RefreshFailure.ClientMisconfigured(fault.error()),
                    BETWEEN_PROBES,
                    client.revision()));
  }

  /** The failure that stands in the way. Who is let through an open circuit is its probe. */
  Optional<RefreshFailure> refusal(Client client, ConnectionId id, Instant now) {
    return refusal(client.host(), client.revision(), id, now)
        .or(() -> refusal(new Host(client.provider(), ANY), client.revision(), id, now));
  }

  private Optional<RefreshFailure> refusal(Host host, long revision, ConnectionId id, Instant now) {
    return found(host, revision, now)
        .filter(Fault::isOpen)
        .filter(
            fault -> !fault.mayProbe(id, now) || !faults.replace(host, fault, fault.probedAt(now)))
        .map(fault -> new RefreshFailure.ClientMisconfigured(fault.error()));
  }

  /** A refusal that speaks of the registration and of nothing else. */
  void faulted(Client client, ConnectionId id, String error, Instant now) {
    if (faults.size() >= MOST && !faults.containsKey(client.host())) {
      faults.values().removeIf(fault -> !fault.countsAt(now));
      if (faults.size() >= MOST) {
        return;
      }
    }
    faults.compute(client.host(), (_, before) -> met(client, before, id, error, now));
  }

  /**
   * Refusals so many at once that they are the client's matter: nothing is sent to any of the
   * provider's hosts but a canary every five minutes, until one is refreshed.
   *
   * @param met at least three
   */
  void refusedTogether(Client client, List<ConnectionId> met, Instant now) {
    faults.put(
        new Host(client.provider(), ANY),
        new Fault(client.revision(), TOGETHER, Set.copyOf(met), now, now.plus(BETWEEN_PROBES)));
  }

  /** A token was refused, so the server has accepted the client. */
  void refusedToken(Client client) {
    close(client.host());
  }

  /** An answer that told nothing of the client, or none. */
  void undecided(Client client, Instant now) {
    if (faults.containsKey(client.host())) {
      faults.computeIfPresent(client.host(), (_, fault) -> fault.undecidedAt(now));
    }
  }

  /** The server has accepted the client. */
  void accepted(Client client) {
    close(client.host());
    close(new Host(client.provider(), ANY));
  }

  private void close(Host host) {
    // Most of the time there is nothing, and looking takes no lock.
    Fault fault = faults.containsKey(host) ? faults.remove(host) : null;
    if (fault != null && fault.isOpen()) {
      LOG.log(
          System.Logger.Level.INFO,
          "provider {0} at {1} accepts the client again: its connections are refreshed as before",
          host.provider(),
          host.tokenHost());
    }
  }

  /** Where a circuit is open. */
  Set<ProviderName> open(Instant now) {
    return faults.entrySet().stream()
        .filter(it -> it.getValue().isOpen() && it.getValue().countsAt(now))
        .map(it -> it.getKey().provider())
        .collect(Collectors.toUnmodifiableSet());
  }

  private Optional<Fault> found(Host host, long revision, Instant now) {
    Fault fault = faults.get(host);
    return fault != null && fault.revision() == revision && fault.countsAt(now)
        ? Optional.of(fault)
        : Optional.empty();
  }

  private Fault met(
      Client client, @Nullable Fault before, ConnectionId id, String error, Instant now) {
    Fault first =
        before != null && before.revision() == client.revision() && before.countsAt(now)
            ? before
            : new Fault(client.revision(), error, Set.of(), now, now);
    Fault after = first.metBy(id, error, now);
    if (first.met().isEmpty()) {
      alarm.met(client, error);
    }
    if (after.isOpen() && !first.isOpen()) {
      alarm.opened(client, error, BETWEEN_PROBES);
    }
    return after;
  }
}
