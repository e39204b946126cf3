package io.rotakeep.simulation;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionState.ReauthorizationRequired;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.rotation.Attempt;
import io.rotakeep.simulation.Chain.Demise;
import io.rotakeep.simulation.Chain.Token;
import io.rotakeep.simulation.Ledger.Entry;
import io.rotakeep.simulation.Ledger.Outcome;
import io.rotakeep.simulation.Ledger.Presentation;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Scores the verdicts against what really happened. An accident of ours must never be called theft,
 * and a theft only then an accident when the daemon had an accident of its own, or its own clock,
 * to explain it with.
 */
final class Verdicts {
  private final World world;

  Verdicts(World world) {
    this.world = world;
  }

  /** Looks once at each verdict, when it is new. */
  void judge(SimulatedNode node, Connection row, Token token) {
    if (!(row.state() instanceof ReauthorizationRequired(Reason reason))
        || !node.ledger.isNews(row.id(), row.state())) {
      return;
    }
    Entry entry = node.ledger.entry(row.id(), row.generation());
    world
        .trace()
        .note(() -> node.name() + " says of " + row.id() + " " + reason + "; " + truth(token));
    Violation.unless(
        isBorneOut(reason, row, token, entry),
        node.name(),
        row.id() + " is called " + reason + "; " + truth(token) + ", and we " + ours(entry));
    count(reason, token.chain);
    if (reason == Reason.SUSPECTED_COMPROMISE) {
      Violation.unless(
          // Before anybody looked, a person may have let it go.
          node.process().holds.stopped(row.id()) || node.ledger.wasLetGo(row.id()),
          node.name(),
          row.id() + " is suspected and not held");
      node.ledger.stop(row.id());
    }
  }

  private static boolean isBorneOut(Reason reason, Connection row, Token token, Entry entry) {
    Grant grant = Objects.requireNonNull(row.grant());
    Chain chain = token.chain;
    Duration idle = chain.provider.tokens().idleTtl();
    Duration absolute = chain.provider.tokens().absoluteTtl();
    Instant used = row.lastUsed().orElseThrow();
    return switch (reason) {
      case LOST_RESPONSE ->
          entry.isDoubtful()
              || entry.presentations.stream().anyMatch(it -> it.kind == Attempt.Kind.DELIBERATE);
      case IDLE_EXPIRED -> answeredAfter(entry, used, idle);
      case ABSOLUTE_EXPIRED -> answeredAfter(entry, grant.obtained(), absolute);
      case REVOKED_UPSTREAM ->
          leavesNoTrace(chain.provider.tokens().rotation())
              || (SimulatedServer.tells(chain.provider) && chain.demise == Demise.REVOKED_THERE);
      case SUSPECTED_COMPROMISE ->
          chain.thiefActed
              || chain.demise == Demise.REUSE_BY_A_THIEF
              || chain.demise == Demise.REVOKED_THERE
              || chain.demise == Demise.REUSE_AT_A_PERSONS_RISK
              // By hand, in a copy of the store, of which the other copy never hears.
              || chain.demise == Demise.REVOKED_BY_US
              || (chain.demise == Demise.TOO_LONG_UNUSED && !refusedAfter(entry, used, idle))
              || (chain.demise == Demise.TOO_OLD
                  && !refusedAfter(entry, grant.obtained(), absolute));
      case EVICTED, CLIENT_EVENT, STALE_STORE, INTEGRITY, OPERATOR -> false;
    };
  }

  /** By the daemon's own clock; another one it does not have. */
  private static boolean answeredAfter(Entry entry, Instant since, @Nullable Duration limit) {
    return entry.presentations.stream()
        .map(it -> it.answered)
        .anyMatch(at -> at != null && isOver(since, limit, at));
  }

  private static boolean refusedAfter(Entry entry, Instant since, @Nullable Duration limit) {
    return entry.presentations.stream()
        .filter(it -> it.seen == Outcome.REFUSED)
        .anyMatch(it -> isOver(since, limit, it.intended));
  }

  private static boolean isOver(Instant since, @Nullable Duration limit, Instant now) {
    return limit != null && Duration.between(since, now).compareTo(limit) > 0;
  }

  private static boolean leavesNoTrace(RotationClass rotation) {
    return rotation instanceof RotationClass.None || rotation instanceof RotationClass.Overlapping;
  }

  private void count(Reason reason, Chain chain) {
    boolean theft = chain.thiefActed || chain.demise == Demise.REUSE_BY_A_THIEF;
    world
        .tally()
        .count(
            switch (reason) {
              case SUSPECTED_COMPROMISE ->
                  theft
                      ? Happening.THEFT_CALLED_THEFT
                      : chain.demise == Demise.REUSE_AT_A_PERSONS_RISK
                          ? Happening.ACCEPTED_RISK_CALLED_THEFT
                          : Happening.REVOCATION_CALLED_THEFT;
              case LOST_RESPONSE ->
                  theft ? Happening.THEFT_BEHIND_OWN_DOUBT : Happening.LOST_RESPONSE;
              case IDLE_EXPIRED, ABSOLUTE_EXPIRED -> Happening.EXPIRED;
              case REVOKED_UPSTREAM, EVICTED, CLIENT_EVENT, STALE_STORE, INTEGRITY, OPERATOR ->
                  Happening.REVOKED_UPSTREAM;
            });
  }

  private static String truth(Token token) {
    Chain chain = token.chain;
    return "in truth "
        + (chain.thiefActed ? "a thief acted, " : "no thief acted, ")
        + (chain.demise == null ? "and the grant stands" : chain.demise.toString());
  }

  private static String ours(Entry entry) {
    StringBuilder text = new StringBuilder(entry.interrupted ? "were interrupted" : "presented it");
    for (Presentation one : entry.presentations) {
      text.append(' ').append(one.kind).append(' ').append(one.outcome());
    }
    return text.toString();
  }
}
