package io.rotakeep.simulation;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.rotation.Attempt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the daemons of one store have presented and promised, kept by somebody who never crashes. A
 * clone and a restored backup share it with what they were copied from.
 */
final class Ledger {
  private final Map<Spent, Entry> entries = new HashMap<>();
  private final Map<ConnectionId, Generation> durable = new HashMap<>();
  private final Map<ConnectionId, Generation> used = new HashMap<>();
  private final Map<ConnectionId, Generation> handedOut = new HashMap<>();
  private final Map<ConnectionId, ConnectionState> judged = new HashMap<>();
  private final Set<ConnectionId> stopped = new HashSet<>();
  private final Set<ConnectionId> letGo = new HashSet<>();
  private final Set<ConnectionId> rotating = new HashSet<>();

  /** One generation of one connection. */
  private record Spent(ConnectionId id, Generation generation) {}

  /** What we can know of a presentation. */
  enum Outcome {
    /** Nothing came back that tells; also until the answer is durable. */
    UNKNOWN,
    /** No byte left. */
    UNSENT,
    /** Something answered that says the token was not looked at. */
    NOT_SPENT,
    REFUSED,
    GRANTED
  }

  /** One token, sent once. */
  static final class Presentation {
    final UUID attempt;
    final Attempt.Kind kind;
    final Instant intended;
    Outcome seen = Outcome.UNKNOWN;
    boolean durable;

    /** Whether a disk failed about then, which may have kept what it said it had not. */
    boolean onAFaultyDisk;

    /** By the clock of who asked; null until then. */
    @Nullable Instant answered;

    Presentation(Attempt attempt) {
      this.attempt = attempt.id();
      this.kind = attempt.kind();
      this.intended = attempt.time();
    }

    Outcome outcome() {
      return durable || seen == Outcome.UNSENT ? seen : Outcome.UNKNOWN;
    }

    /** Whether a token came of this attempt. */
    boolean brought(UUID one) {
      return attempt.equals(one) && seen == Outcome.GRANTED;
    }

    boolean mayHaveSpent() {
      Outcome known = onAFaultyDisk ? seen : outcome();
      return known != Outcome.UNSENT && known != Outcome.NOT_SPENT;
    }
  }

  /** All that is known of one generation. */
  static final class Entry {
    /** So often a gateway may answer for the server before the node calls that a doubt. */
    private static final int MOST_PUT_OFF = 3;

    final List<Presentation> presentations = new ArrayList<>(2);

    /** Whether a process ended between an intent and the durable note of its end. */
    boolean interrupted;

    /** The newest attempt whose intent is durable. */
    @Nullable UUID intended;

    boolean isDoubtful() {
      return interrupted
          || presentations.stream().anyMatch(it -> it.outcome() == Outcome.UNKNOWN)
          || isPutOff();
    }

    /** A node need not believe for ever that the server saw nothing. */
    private boolean isPutOff() {
      return presentations.stream().filter(it -> it.outcome() == Outcome.NOT_SPENT).count()
          >= MOST_PUT_OFF;
    }

    /** Same token, good again: what was unclear before has been cleared up. */
    void settle() {
      presentations.clear();
      interrupted = false;
    }
  }

  Entry entry(ConnectionId id, Generation generation) {
    return entries.computeIfAbsent(new Spent(id, generation), _ -> new Entry());
  }

  /** Notes whether the refresh tokens of a connection are replaced at each use. */
  void rotates(ConnectionId id, boolean rotates) {
    if (rotates) {
      rotating.add(id);
    }
  }

  boolean rotates(ConnectionId id) {
    return rotating.contains(id);
  }

  /** The newest generation that no crash may take. */
  Generation durable(ConnectionId id) {
    return newer(durable.getOrDefault(id, Generation.NONE), used.getOrDefault(id, Generation.NONE));
  }

  void keep(ConnectionId id, Generation generation) {
    durable.merge(id, generation, Ledger::newer);
  }

  /** Notes that a row is used as it is in the database, whoever has written it. */
  void use(ConnectionId id, Generation generation) {
    used.merge(id, generation, Ledger::newer);
  }

  /**
   * An older database takes the place of this one: what a process wrote there and died of, before
   * the journal had it and anybody was told, is gone.
   */
  void loseDatabase() {
    used.clear();
  }

  /** Notes that the disk has an answer, also one whose writer heard of a failure. */
  void find(UUID attempt) {
    entries.forEach(
        (spent, entry) -> {
          if (rotates(spent.id())
              && entry.presentations.stream().anyMatch(it -> it.brought(attempt))) {
            keep(spent.id(), spent.generation().next());
          }
        });
  }

  Generation handedOut(ConnectionId id) {
    return handedOut.getOrDefault(id, Generation.NONE);
  }

  void handOut(ConnectionId id, Generation generation) {
    handedOut.merge(id, generation, Ledger::newer);
  }

  /** Whether a hold was placed durably and not let go since. */
  boolean isStopped(ConnectionId id) {
    return stopped.contains(id);
  }

  void stop(ConnectionId id) {
    stopped.add(id);
  }

  void letGo(ConnectionId id) {
    stopped.remove(id);
    letGo.add(id);
  }

  /** Whether somebody ever wanted it let go; even a release that failed may be found done. */
  boolean wasLetGo(ConnectionId id) {
    return letGo.contains(id);
  }

  /** Whether this state is another one than was looked at last. */
  boolean isNews(ConnectionId id, ConnectionState state) {
    return !state.equals(judged.put(id, state));
  }

  private static Generation newer(Generation one, Generation other) {
    return one.isAfter(other) ? one : other;
  }
}
