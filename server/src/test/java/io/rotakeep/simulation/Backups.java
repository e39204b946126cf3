package io.rotakeep.simulation;

import io.rotakeep.core.rotation.MemoryWitness;
import java.util.HashMap;
import java.util.Map;

/** Copies of disks, and what people do with them: restore the wrong part, or run a copy too. */
final class Backups {
  private static final int MOST_NODES = 4;

  private final World world;
  private final Map<SimulatedNode, Disk> backups = new HashMap<>();
  private final Map<SimulatedNode, Disk> aside = new HashMap<>();

  Backups(World world) {
    this.world = world;
  }

  void take(SimulatedNode node) {
    world.trace().note(() -> node.name() + " is backed up");
    backups.put(node, node.disk().copy(node.disk().witness()));
  }

  /** Only the database, beside a journal that knows better: repaired, or refused. */
  void restoreDatabase(SimulatedNode node) {
    Disk backup = backups.get(node);
    if (backup == null || aside.containsKey(node)) {
      return;
    }
    end(node);
    world.trace().note(() -> node.name() + " gets its old database back");
    world.tally().count(Happening.DATABASE_RESTORED);
    node.ledger.loseDatabase();
    Disk newest = node.disk();
    node.insert(newest.with(backup.stores().copy()));
    if (!node.start()) {
      node.insert(newest);
    }
  }

  /** Database and journal; the witness lies elsewhere, or is lost. */
  void restore(SimulatedNode node) {
    Disk backup = backups.get(node);
    if (backup == null || aside.containsKey(node)) {
      return;
    }
    end(node);
    boolean lost = world.chance().oneIn(3);
    world
        .trace()
        .note(() -> node.name() + " gets its old disk back" + (lost ? ", no witness" : ""));
    world.tally().count(Happening.STORE_RESTORED);
    aside.put(node, node.disk());
    node.insert(backup.copy(lost ? new MemoryWitness() : node.disk().witness()));
    if (!node.start()) {
      putBack(node);
    }
  }

  /** Somebody has noticed, and the newest disk comes back. */
  void putBack(SimulatedNode node) {
    Disk newest = aside.remove(node);
    if (newest != null) {
      node.crash();
      world.trace().note(() -> node.name() + " gets its newest disk back");
      node.insert(newest);
      node.start();
    }
  }

  /** A copy of the machine runs beside it; only the witness has no copy. */
  void clone(SimulatedNode node) {
    if (world.nodes().size() < MOST_NODES && node.disk().log().position().last() > 0) {
      world.tally().count(Happening.STORE_CLONED);
      SimulatedNode clone = node.clone(node.name() + "'", node.disk().copy(new MemoryWitness()));
      world.trace().note(() -> node.name() + " is cloned");
      world.nodes().add(clone);
      clone.start();
    }
  }

  private void end(SimulatedNode node) {
    if (world.chance().oneIn(2)) {
      node.crash();
    } else {
      node.stop();
    }
  }
}
