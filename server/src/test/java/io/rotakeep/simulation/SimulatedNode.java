package io.rotakeep.simulation;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.crypto.EnvelopeCipher;
import io.rotakeep.core.rotation.Attempt;
import io.rotakeep.core.rotation.Steps;
import io.rotakeep.core.rotation.StoreRefusedException;
import io.rotakeep.simulation.Ledger.Presentation;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One machine: a disk, a clock of its own, and the process that runs on them, if one does. Hears of
 * every step and passes it on to who may want to interfere.
 */
final class SimulatedNode implements Steps, InstantSource, Executor {
  final Ledger ledger;
  final List<ConnectionId> connections = new ArrayList<>();
  final SimulatedAudit audit = new SimulatedAudit();
  private final World world;
  private final String name;
  private final UUID storeId;
  private final SimulatedProcess.Parts parts;
  private final Set<ConnectionId> busy = new HashSet<>();
  private final Map<ConnectionId, Attempt> intended = new HashMap<>();
  private final Map<UUID, Attempt> unclosed = new LinkedHashMap<>();
  private final Map<UUID, Attempt> closedInMemory = new LinkedHashMap<>();
  private final Map<UUID, Presentation> presentations = new HashMap<>();
  private Disk disk;
  private Duration clockError = Duration.ZERO;
  private @Nullable SimulatedProcess process;
  private boolean starting;
  private boolean faulty;
  private boolean partitioned;
  private boolean waiting;
  private final Set<ConnectionId> risked = new HashSet<>();
  private @Nullable ConnectionId replaced;
  private final Deque<Runnable> runway = new ArrayDeque<>();
  private int depth;

  SimulatedNode(World world, String name, UUID storeId, Disk disk, Ledger ledger) {
    this.world = world;
    this.name = name;
    this.storeId = storeId;
    this.disk = disk;
    this.ledger = ledger;
    this.parts =
        new SimulatedProcess.Parts(
            storeId,
            this,
            new EnvelopeCipher(() -> World.KEYS, new RepeatableBytes(world.chance().split())),
            new Wire(world, this),
            audit,
            this,
            world.chance());
  }

  /** The machine of this disk's copy, whose daemons have made the same promises. */
  SimulatedNode clone(String cloned, Disk copy) {
    SimulatedNode clone = new SimulatedNode(world, cloned, storeId, copy, ledger);
    clone.connections.addAll(connections);
    return clone;
  }

  String name() {
    return name;
  }

  @Override
  public Instant instant() {
    return world.time().instant().plus(clockError);
  }

  void jump(Duration error) {
    clockError = error;
  }

  Disk disk() {
    return disk;
  }

  /** Puts another disk in; only while nothing runs. */
  void insert(Disk other) {
    disk = other;
  }

  boolean isUp() {
    return process != null && !starting;
  }

  boolean isStarting() {
    return starting;
  }

  boolean isDistrusted() {
    return process != null && process.opened.distrusted() != null;
  }

  boolean isPartitioned() {
    return partitioned;
  }

  void partition(boolean away) {
    partitioned = away;
  }

  /** Whether this process has met a fault of its disk. */
  boolean isFaulty() {
    return faulty;
  }

  void meetFault() {
    faulty = true;
  }

  SimulatedProcess process() {
    return Objects.requireNonNull(process);
  }

  /** Whose locks are held or wanted by what is under way. */
  Stream<ConnectionId> busy() {
    return busy.stream();
  }

  /** Whether nothing under way on this node holds or may want this connection's lock. */
  boolean isFree(ConnectionId id) {
    return isUp() && !busy.contains(id);
  }

  Attempt intended(ConnectionId id) {
    Attempt attempt = intended.get(id);
    if (attempt == null) {
      throw new Violation(name + ": a token of " + id + " left without an intent");
    }
    return attempt;
  }

  /** A hold was placed. What a distrusted store is told binds no other. */
  void stopped(ConnectionId id) {
    if (!isDistrusted() && !id.equals(replaced)) {
      ledger.stop(id);
    }
  }

  /**
   * A new token takes the place of this connection's: who holds it meanwhile may come too early.
   */
  void replacing(@Nullable ConnectionId id) {
    replaced = id;
  }

  void letGo(ConnectionId id) {
    if (!isDistrusted()) {
      ledger.letGo(id);
    }
  }

  void presented(Presentation presentation) {
    presentations.put(presentation.attempt, presentation);
  }

  /**
   * Starts a process and lets it recover; it may die of it.
   *
   * @return false if it refuses this disk
   */
  boolean start() {
    try {
      act(this::startOrDie);
      return true;
    } catch (StoreRefusedException e) {
      world.tally().count(Happening.START_REFUSED);
      world.trace().note(() -> name + " refuses to start: " + e.getMessage());
      process = null;
      return false;
    } finally {
      starting = false;
    }
  }

  private void startOrDie() {
    starting = true;
    faulty = false;
    boolean stale = disk.isStale();
    SimulatedProcess next = new SimulatedProcess(disk, parts);
    process = next;
    disk.stores()
        .afterWrite(
            kind -> {
              if (kind.equals("connection")) {
                reached(Step.STORED);
              }
            });
    world.invariants().opened(this, stale);
    next.recover();
    starting = false;
  }

  /** The process ends as it is. */
  void crash() {
    if (process == null) {
      return;
    }
    world.tally().count(starting ? Happening.CRASH_WHILE_STARTING : Happening.CRASH);
    Chance chance = world.chance();
    int frames = chance.below(disk.log().unforced() + 1);
    int writes =
        chance.oneIn(2) ? disk.stores().unforced() : chance.below(disk.stores().unforced() + 1);
    world.count(Happening.JOURNAL_TAIL_LOST, frames < disk.log().unforced());
    world.count(Happening.DATABASE_TAIL_LOST, writes < disk.stores().unforced());
    world
        .trace()
        .note(() -> name + " crashed; " + frames + " frames, " + writes + " writes survive");
    disk = disk.crash(frames, writes);
    unclosed.values().forEach(this::interrupt);
    closedInMemory.values().forEach(this::interrupt);
    forgetProcess();
  }

  /** The process ends in order. */
  void stop() {
    if (process != null) {
      world.trace().note(() -> name + " stopped");
      boolean orderly = !disk.log().hasStopped();
      if (orderly) {
        disk.log().close();
        closedInMemory.clear();
      }
      disk = disk.crash(0, disk.stores().unforced());
      unclosed.values().forEach(this::interrupt);
      closedInMemory.values().forEach(this::interrupt);
      forgetProcess();
    }
  }

  private void forgetProcess() {
    process = null;
    starting = false;
    busy.clear();
    runway.clear();
    waiting = false;
    unclosed.clear();
    closedInMemory.clear();
  }

  private void interrupt(Attempt attempt) {
    Presentation presentation = presentations.get(attempt.id());
    if (presentation == null || !presentation.durable) {
      ledger.entry(attempt.connection(), attempt.generation()).interrupted = true;
    }
  }

  /** Whether a person has just accepted the risk for this connection's siblings. */
  boolean isRisked(ConnectionId id) {
    return risked.contains(id);
  }

  void risk(ConnectionId id, boolean accepted) {
    if (accepted) {
      risked.add(id);
    } else {
      risked.remove(id);
    }
  }

  /** A flight wants to start. */
  @Override
  public void execute(Runnable flight) {
    if (waiting) {
      runway.add(flight);
    } else {
      flight.run();
    }
  }

  /** Lets flights that are started meanwhile wait until the clearance is given. */
  void holdFlights() {
    waiting = true;
  }

  void clearFlights() {
    waiting = false;
    while (!runway.isEmpty()) {
      runway.removeFirst().run();
    }
  }

  /** Does something with one connection that takes its lock. */
  void act(ConnectionId id, Runnable work) {
    busy.add(id);
    try {
      act(work);
    } finally {
      busy.remove(id);
    }
  }

  /** Does something that the process may die of. */
  void act(Runnable work) {
    depth++;
    try {
      work.run();
    } catch (Death death) {
      if (!death.isOf(this) || depth > 1) {
        throw death;
      }
      crash();
    } finally {
      depth--;
    }
  }

  @Override
  public void intending(Attempt attempt) {
    world.invariants().intending(this, attempt);
    intended.put(attempt.connection(), attempt);
    unclosed.put(attempt.id(), attempt);
  }

  @Override
  public void intended(Attempt attempt) {
    closedInMemory.clear();
    world.invariants().intended(this, attempt);
  }

  @Override
  public void kept(UUID attempt) {
    closedInMemory.clear();
    Presentation presentation = presentations.get(attempt);
    Attempt kept = unclosed.get(attempt);
    if (presentation != null && kept != null) {
      presentation.durable = true;
      world.invariants().kept(this, kept, presentation);
    }
  }

  @Override
  public void found(UUID attempt) {
    ledger.find(attempt);
  }

  @Override
  public void ended(UUID attempt) {
    Attempt closed = unclosed.remove(attempt);
    if (closed != null) {
      closedInMemory.put(attempt, closed);
    }
  }

  @Override
  public void reached(Step step) {
    world.nemesis().at(this, step);
  }
}
