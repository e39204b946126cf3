package io.rotakeep.simulation;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.InMemoryStores;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.rotation.FaultyWriteAheadLog;
import io.rotakeep.core.rotation.RotationTrigger;
import io.rotakeep.core.rotation.Steps.Step;
import io.rotakeep.simulation.Chain.Demise;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whatever may go wrong, at any step: what becomes of questions, who dies, what comes between. */
final class Nemesis {
  private static final List<Wire.Fate> BAD =
      List.of(
          Wire.Fate.NOT_SENT,
          Wire.Fate.QUESTION_LOST,
          Wire.Fate.QUESTION_LOST,
          Wire.Fate.ANSWER_LOST,
          Wire.Fate.ANSWER_LOST,
          Wire.Fate.ANSWER_LOST,
          Wire.Fate.ANSWER_DAMAGED,
          Wire.Fate.ANSWER_DAMAGED,
          Wire.Fate.GATEWAY_BEFORE,
          Wire.Fate.GATEWAY_AFTER,
          Wire.Fate.BUSY,
          Wire.Fate.BUSY,
          Wire.Fate.THROTTLED,
          Wire.Fate.CLIENT_REFUSED);

  private final World world;
  private final Chance chance;
  private final Temper temper;
  private final Thief thief;
  private Duration worstClock = Duration.ZERO;
  private boolean inside;
  private boolean tired;

  Nemesis(World world) {
    this.world = world;
    this.chance = world.chance();
    this.temper = Temper.drawn(chance);
    this.thief = new Thief(world);
  }

  /** From now on nothing goes wrong any more. */
  void rest() {
    tired = true;
  }

  Thief thief() {
    return thief;
  }

  Wire.Fate fate(SimulatedNode node) {
    if (tired) {
      return Wire.Fate.ANSWERED;
    }
    Wire.Fate fate =
        node.isPartitioned()
            ? Wire.Fate.NOT_SENT
            : chance.percent(temper.badWire()) ? chance.of(BAD) : Wire.Fate.ANSWERED;
    Happening counted = counted(fate);
    if (counted != null) {
      world.tally().count(counted);
    }
    return fate;
  }

  void pauseInRequest(SimulatedNode node) {
    if (!tired && chance.oneIn(temper.slowOneIn())) {
      world.tally().count(Happening.PAUSE_IN_REQUEST);
      Duration pause =
          chance.oneIn(3)
              ? chance.between(Duration.ofMinutes(1), Duration.ofHours(2))
              : chance.between(Duration.ofMillis(100), Duration.ofSeconds(40));
      world.trace().note(() -> node.name() + " pauses inside its request for " + pause);
      world.time().advance(pause);
    }
  }

  /** A step has been reached: the process may end here, or the world goes on before it does. */
  void at(SimulatedNode node, Step step) {
    if (tired) {
      return;
    }
    if (chance.oneIn(temper.deathOneIn())) {
      world.trace().note(() -> node.name() + " dies at " + step);
      throw new Death(node);
    }
    if (!inside && chance.oneIn(temper.insideOneIn())) {
      inside = true;
      try {
        world.tally().count(Happening.EVENT_INSIDE_ANOTHER);
        world.trace().note(() -> "while " + node.name() + " is at " + step + ":");
        world.trace().inside(() -> meanwhile(node, step));
      } finally {
        inside = false;
      }
    }
  }

  private void meanwhile(SimulatedNode node, Step step) {
    switch (chance.below(8)) {
      case 0 -> thief.steal(chance.of(world.server().chains()));
      case 1 -> thief.use();
      case 2 -> revokeThere();
      case 3 -> world.time().advance(chance.between(Duration.ofSeconds(1), Duration.ofMinutes(90)));
      case 4 -> {
        // A hold that comes after the publication comes after the token has been handed out.
        if (node.isUp() && step != Step.PUBLISHED) {
          hold(node, chance.of(node.connections));
        }
      }
      default -> {
        SimulatedNode other = chance.oneIn(2) ? node : chance.of(world.nodes());
        ConnectionId id = chance.of(other.connections);
        if (other.isFree(id) && other.busy().noneMatch(it -> world.areSiblings(it, id))) {
          ask(other, id);
        }
      }
    }
  }

  private void hold(SimulatedNode node, ConnectionId id) {
    if (chance.oneIn(2)) {
      world.people().quarantine(node, id);
    } else {
      world.people().revoke(node, id);
    }
  }

  void ask(SimulatedNode node, ConnectionId id) {
    if (chance.oneIn(2)) {
      world.people().read(node, id);
    } else {
      world
          .people()
          .refresh(
              node,
              id,
              chance.oneIn(4)
                  ? new RotationTrigger.RequestedOfMany(Instant.MAX)
                  : new RotationTrigger.Requested(chance.oneIn(8)));
    }
  }

  void revokeThere() {
    Chain chain = chance.of(world.server().chains());
    world.trace().note(() -> "the provider revokes the grant of " + chain.connection);
    world.tally().count(Happening.PROVIDER_REVOKED);
    world.server().revoke(chain, Demise.REVOKED_THERE);
  }

  /** The database fails, once or for the next few writes, before or after they are made. */
  void breakDatabase(SimulatedNode node) {
    world.tally().count(Happening.DATABASE_FAULT);
    node.meetFault();
    InMemoryStores stores = node.disk().stores();
    int[] left = {chance.below(3)};
    int failures = 1 + chance.below(2);
    world.trace().note(() -> node.name() + ": database writes fail after " + left[0] + " more");
    stores.beforeWrite(
        _ -> {
          left[0]--;
          if (left[0] < 0 && left[0] >= -failures) {
            throw new StoreUnavailableException("the database fails");
          }
        });
  }

  void breakJournal(SimulatedNode node) {
    world.tally().count(Happening.JOURNAL_FAULT);
    node.meetFault();
    FaultyWriteAheadLog log = node.disk().log();
    int which = chance.below(3);
    int nth = 1 + chance.below(4);
    world.trace().note(() -> node.name() + ": journal fault " + which + " at append " + nth);
    switch (which) {
      case 0 -> log.loseAppend(nth);
      case 1 -> log.failAfterAppend(nth);
      default -> log.refuseNext();
    }
  }

  void jumpClock(SimulatedNode node) {
    world.tally().count(Happening.CLOCK_JUMP);
    Duration most = chance.oneIn(3) ? Duration.ofDays(4) : Duration.ofHours(2);
    Duration error = chance.between(most.negated(), most);
    world.trace().note(() -> node.name() + ": its clock is off by " + error);
    worstClock = error.compareTo(worstClock) > 0 ? error : worstClock;
    node.jump(error);
  }

  /** How far a clock has been ahead at most. */
  Duration worstClock() {
    return worstClock;
  }

  private static @Nullable Happening counted(Wire.Fate fate) {
    return switch (fate) {
      case ANSWERED -> null;
      case NOT_SENT -> Happening.QUESTION_NOT_SENT;
      case QUESTION_LOST -> Happening.QUESTION_LOST;
      case ANSWER_LOST -> Happening.ANSWER_LOST;
      case ANSWER_DAMAGED -> Happening.ANSWER_DAMAGED;
      case GATEWAY_BEFORE, GATEWAY_AFTER, BUSY, THROTTLED, CLIENT_REFUSED ->
          Happening.GATEWAY_ANSWERED;
    };
  }
}
