package io.rotakeep.simulation;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.InMemoryStores;
import io.rotakeep.core.crypto.Fingerprinter;
import io.rotakeep.core.crypto.Keyring;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.rotation.FaultyWriteAheadLog;
import io.rotakeep.core.rotation.MemoryWitness;
import io.rotakeep.core.secret.PlainKeyMemory;
import io.rotakeep.testkit.MutableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.UUID;

/** One seed's world, from its beginning to its quiet end. */
final class World {
  /** One keyring for all worlds: making one costs more than living in its light. */
  static final Keyring KEYS =
      Keyring.generate(new RepeatableBytes(new SplittableRandom(1)), new PlainKeyMemory());

  static final Fingerprinter FINGERPRINTER = new Fingerprinter(() -> KEYS);

  private static final int FEWEST_EVENTS = 10;
  private static final int MORE_EVENTS = 30;

  private final Chance chance;
  private final MutableClock time = MutableClock.standing();
  private final Trace trace;
  private final Tally tally;
  private final SimulatedServer server = new SimulatedServer(time, FINGERPRINTER);
  private final List<SimulatedNode> nodes = new ArrayList<>();
  private final Map<ConnectionId, Customer> customers = new HashMap<>();
  private final Invariants invariants = new Invariants(this);
  private final People people = new People(this);
  private final Backups backups = new Backups(this);
  private final Nemesis nemesis;

  /** Whose token a connection keeps. */
  private record Customer(Provider provider, String subject) {}

  World(long seed, boolean traced, Tally tally) {
    this.chance = new Chance(seed);
    this.trace = new Trace(time, traced);
    this.tally = tally;
    this.nemesis = new Nemesis(this);
  }

  Chance chance() {
    return chance;
  }

  MutableClock time() {
    return time;
  }

  Trace trace() {
    return trace;
  }

  Tally tally() {
    return tally;
  }

  SimulatedServer server() {
    return server;
  }

  List<SimulatedNode> nodes() {
    return nodes;
  }

  Invariants invariants() {
    return invariants;
  }

  People people() {
    return people;
  }

  Nemesis nemesis() {
    return nemesis;
  }

  /** Of one grant key; the product does not yet serialize those, so neither flies in the other. */
  boolean areSiblings(ConnectionId one, ConnectionId other) {
    return Objects.equals(customers.get(one), customers.get(other));
  }

  void count(Happening happening, boolean happened) {
    if (happened) {
      tally.count(happening);
    }
  }

  /** Ends with an error if a promise is not kept. */
  void live() {
    tally.count(Happening.SEED);
    int daemons = 1 + chance.below(2);
    for (int i = 0; i < daemons; i++) {
      settle("node" + (i + 1));
    }
    nodes.forEach(invariants::check);
    int events = FEWEST_EVENTS + chance.below(MORE_EVENTS);
    for (int i = 0; i < events; i++) {
      tally.count(Happening.EVENT);
      happen(chance.of(nodes));
      nodes.forEach(invariants::check);
    }
    calmDown();
  }

  private void settle(String name) {
    UUID store = chance.id();
    MemoryWitness witness = new MemoryWitness();
    Disk disk = new Disk(new FaultyWriteAheadLog(store, witness), new InMemoryStores(), witness);
    SimulatedNode node = new SimulatedNode(this, name, store, disk, new Ledger());
    nodes.add(node);
    node.start();
    Provider first = chance.of(SimulatedProviders.ALL);
    int wanted = 1 + chance.below(3);
    for (int i = 0; i < wanted; i++) {
      boolean sibling = i == 0 || chance.oneIn(2);
      Provider provider = sibling ? first : chance.of(SimulatedProviders.ALL);
      String subject = name + (sibling ? "-0" : "-" + i);
      connect(node, new ConnectionId(name + "/" + i), new Customer(provider, subject));
    }
    node.connections.forEach(id -> reauthorize(node, id));
  }

  private void connect(SimulatedNode node, ConnectionId id, Customer customer) {
    Provider provider = customer.provider();
    customers.put(id, customer);
    node.connections.add(id);
    node.ledger.rotates(id, !(provider.tokens().rotation() instanceof RotationClass.None));
    if (node.process().providers.find(provider.name()).isEmpty()) {
      node.process().providers.write(provider);
    }
    trace.note(() -> id + " is of " + provider.tokens());
  }

  private void reauthorize(SimulatedNode node, ConnectionId id) {
    Customer customer = customers.get(id);
    if (customer != null && node.isUp()) {
      people.reauthorize(node, id, customer.provider(), customer.subject());
    }
  }

  private void happen(SimulatedNode node) {
    if (!node.isUp()) {
      if (chance.oneIn(2)) {
        node.start();
      } else {
        pass();
      }
      return;
    }
    ConnectionId id = chance.of(node.connections);
    int event = chance.below(100);
    if (event < 45) {
      nemesis.ask(node, id);
    } else if (event < 65) {
      pass();
    } else if (event < 80) {
      happenToMachine(node);
    } else if (event < 90) {
      happenElsewhere(node);
    } else {
      happenToConnection(node, id);
    }
  }

  private void pass() {
    Duration step =
        switch (chance.below(8)) {
          case 0, 1 -> chance.between(Duration.ofSeconds(1), Duration.ofSeconds(25));
          case 2 -> chance.between(Duration.ofMinutes(1), Duration.ofMinutes(50));
          case 3, 4, 5 -> chance.between(Duration.ofMinutes(61), Duration.ofMinutes(90));
          default -> chance.between(Duration.ofHours(5), Duration.ofDays(5));
        };
    trace.note(() -> step + " pass");
    time.advance(step);
  }

  private void happenToMachine(SimulatedNode node) {
    switch (chance.below(12)) {
      case 0 -> node.crash();
      case 1, 2 -> {
        node.stop();
        node.start();
      }
      case 3, 4 -> people.checkpoint(node);
      case 5 -> nemesis.breakDatabase(node);
      case 6 -> nemesis.breakJournal(node);
      case 7, 8 -> backups.take(node);
      case 9 -> backups.restoreDatabase(node);
      case 10 -> {
        if (chance.oneIn(2)) {
          backups.restore(node);
        } else {
          backups.clone(node);
        }
      }
      default -> backups.putBack(node);
    }
  }

  private void happenElsewhere(SimulatedNode node) {
    switch (chance.below(8)) {
      case 0, 1, 2 -> nemesis.thief().steal(chance.of(server.chains()));
      case 3, 4 -> nemesis.thief().use();
      case 5 -> nemesis.revokeThere();
      case 6 -> nemesis.jumpClock(node);
      default -> {
        count(Happening.PARTITION, !node.isPartitioned());
        node.partition(!node.isPartitioned());
        trace.note(() -> node.name() + " is cut off: " + node.isPartitioned());
      }
    }
  }

  private void happenToConnection(SimulatedNode node, ConnectionId id) {
    switch (chance.below(8)) {
      case 0 -> people.quarantine(node, id);
      case 1, 2 -> people.reinstate(node, id);
      case 3 -> people.revoke(node, id);
      case 4 -> people.confirm(node, id);
      case 5, 6 -> reauthorize(node, id);
      default -> people.relabel(node, id);
    }
  }

  /** Everything works again: what is not over now will never be. */
  private void calmDown() {
    trace.note(() -> "all is quiet");
    nemesis.rest();
    for (SimulatedNode node : nodes) {
      node.partition(false);
      node.jump(Duration.ZERO);
      node.stop();
      backups.putBack(node);
      if (!node.isUp()) {
        Violation.unless(node.start(), node.name(), "a disk that nobody touched is refused");
      }
      invariants.check(node);
    }
    // What was issued by a clock that was ahead seems to live until then.
    time.advance(nemesis.worstClock());
    for (int day = 0; day < 3; day++) {
      time.advance(Duration.ofHours(25));
      nodes.forEach(this::readAll);
      time.advance(Duration.ofSeconds(6));
      nodes.forEach(this::readAll);
    }
    nodes.forEach(invariants::checkQuiet);
  }

  private void readAll(SimulatedNode node) {
    node.connections.forEach(id -> people.read(node, id));
    invariants.check(node);
  }
}
