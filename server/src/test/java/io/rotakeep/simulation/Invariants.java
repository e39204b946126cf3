package io.rotakeep.simulation;

import io.rotakeep.core.connection.AccessToken;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.rotation.Attempt;
import io.rotakeep.core.rotation.JournalPoint;
import io.rotakeep.core.rotation.RefreshFailure;
import io.rotakeep.core.rotation.WitnessReading;
import io.rotakeep.simulation.Chain.Token;
import io.rotakeep.simulation.Ledger.Entry;
import io.rotakeep.simulation.Ledger.Outcome;
import io.rotakeep.simulation.Ledger.Presentation;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * What must be true at any time:
 *
 * <ul>
 *   <li>No generation is presented twice unless its class permits it, but for one deliberate,
 *       journalled presentation; and none without a durable intent, a witness and an audit record.
 *   <li>No generation is presented that is older than one known durably, above all not by a
 *       restored or cloned store, which sends and serves nothing.
 *   <li>An access token that was handed out is of a generation that no crash can take back.
 *   <li>The newest refresh token is in the store, or its attempt is open, or the row says in doubt
 *       and there is something to doubt.
 *   <li>Under a hold nothing is served and nothing begun.
 *   <li>Who needs a person says why, and what happened bears it out ({@link Verdicts}).
 * </ul>
 */
final class Invariants {
  private final World world;
  private final Verdicts verdicts;

  Invariants(World world) {
    this.world = world;
    this.verdicts = new Verdicts(world);
  }

  void opened(SimulatedNode node, boolean stale) {
    if (node.isDistrusted()) {
      world.tally().count(Happening.STORE_DISTRUSTED);
    }
    Violation.unless(
        !stale || node.isDistrusted(), node.name(), "an old or cloned store is trusted");
  }

  void intending(SimulatedNode node, Attempt attempt) {
    ConnectionId id = attempt.connection();
    world.trace().note(() -> node.name() + " intends " + attempt.kind() + " of " + id);
    Violation.unless(
        !node.isDistrusted(), node.name(), "an old or cloned store begins a refresh of " + id);
    Violation.unless(
        !node.ledger.isStopped(id), node.name(), "a refresh of " + id + " begins under a hold");
    Violation.unless(
        !node.ledger.durable(id).isAfter(attempt.generation()),
        node.name(),
        "a refresh of " + id + " begins with the stale " + attempt.generation());
  }

  void intended(SimulatedNode node, Attempt attempt) {
    long last = node.disk().log().position().last();
    Violation.unless(
        node.disk().log().unforced() == 0
            && node.disk().witness().read() instanceof WitnessReading.At(_, JournalPoint point)
            && point.sequence() >= last,
        node.name(),
        "the intent of " + attempt.connection() + " is not durable, or its witness is behind");
    node.ledger.entry(attempt.connection(), attempt.generation()).intended = attempt.id();
    // A row that an import could not keep is kept before its token is spent.
    node.ledger.keep(attempt.connection(), attempt.generation());
  }

  /** Before the first byte leaves. */
  Presentation presenting(SimulatedNode node, Token token) {
    Attempt attempt = node.intended(token.chain.connection);
    Entry entry = node.ledger.entry(attempt.connection(), attempt.generation());
    Violation.unless(
        attempt.id().equals(entry.intended) && node.audit.knows(attempt.id()),
        node.name(),
        token.text + " leaves before its intent and its audit record are durable");
    permit(node, token, attempt, entry);
    Presentation presentation = new Presentation(attempt);
    presentation.onAFaultyDisk = node.isFaulty();
    entry.presentations.add(presentation);
    node.presented(presentation);
    return presentation;
  }

  private void permit(SimulatedNode node, Token token, Attempt attempt, Entry entry) {
    List<Presentation> earlier =
        entry.presentations.stream().filter(Presentation::mayHaveSpent).toList();
    boolean answered =
        earlier.stream()
            .anyMatch(it -> it.outcome() == Outcome.REFUSED || it.outcome() == Outcome.GRANTED);
    Violation.unless(
        !answered, node.name(), token.text + " is presented although it was answered for good");
    if (attempt.kind() == Attempt.Kind.DELIBERATE) {
      world.tally().count(Happening.DELIBERATE);
      Violation.unless(
          earlier.stream().noneMatch(it -> it.kind == Attempt.Kind.DELIBERATE),
          node.name(),
          token.text + " is presented a second time on purpose");
      return;
    }
    world.count(Happening.REPLAY, !earlier.isEmpty());
    Violation.unless(
        earlier.isEmpty() || permitsReplay(token, attempt, earlier),
        node.name(),
        token.text + " is presented again, which its class does not permit");
  }

  private static boolean permitsReplay(Token token, Attempt attempt, List<Presentation> earlier) {
    return switch (token.chain.provider.tokens().rotation()) {
      case RotationClass.None _, RotationClass.Overlapping _, RotationClass.Successor _ -> true;
      case RotationClass.Window(Duration length) ->
          attempt.time().isBefore(earlier.getFirst().intended.plus(length));
      case RotationClass.Count(int extraUses) -> earlier.size() <= extraUses;
      case RotationClass.Strict _, RotationClass.Family _, RotationClass.Mixed _ -> false;
    };
  }

  /** An answer is durable: what it brought may not be lost any more. */
  void kept(SimulatedNode node, Attempt attempt, Presentation presentation) {
    if (presentation.seen != Outcome.GRANTED) {
      return;
    }
    if (node.ledger.rotates(attempt.connection())) {
      node.ledger.keep(attempt.connection(), attempt.generation().next());
    } else {
      node.ledger.entry(attempt.connection(), attempt.generation()).settle();
    }
  }

  void handedOut(SimulatedNode node, ConnectionId id, AccessToken token) {
    Ledger ledger = node.ledger;
    Generation generation = token.generation();
    world.tally().count(Happening.HANDED_OUT);
    world.trace().note(() -> node.name() + " hands out " + id + " " + generation);
    Violation.unless(!node.isDistrusted(), node.name(), "an old or cloned store serves " + id);
    Violation.unless(!ledger.isStopped(id), node.name(), id + " is served under a hold");
    Violation.unless(
        !ledger.handedOut(id).isAfter(generation),
        node.name(),
        id + " is served " + generation + " after " + ledger.handedOut(id));
    boolean durable =
        !generation.isAfter(ledger.durable(id))
            || node.disk()
                .stores()
                .forced(id)
                .filter(row -> !generation.isAfter(row.generation()))
                .isPresent();
    Violation.unless(durable, node.name(), id + " is served before its refresh token is durable");
    ledger.handOut(id, generation);
  }

  void failed(SimulatedNode node, ConnectionId id, RefreshFailure failure) {
    world.trace().note(() -> node.name() + " cannot serve " + id + ": " + failure);
    boolean explained =
        switch (failure) {
          case RefreshFailure.StoreUnavailable _ -> node.isFaulty() || node.isDistrusted();
          case RefreshFailure.NotFound _ ->
              node.isDistrusted() || node.ledger.durable(id).equals(Generation.NONE);
          case RefreshFailure.PersonNeeded _,
              RefreshFailure.InDoubt _,
              RefreshFailure.ProviderUnavailable _,
              RefreshFailure.ProviderThrottled _,
              RefreshFailure.ClientMisconfigured _,
              RefreshFailure.BudgetSpent _,
              RefreshFailure.FreshTokenRejected _ ->
              true;
          case RefreshFailure.AuditUnavailable _,
              RefreshFailure.Sealed _,
              RefreshFailure.Integrity _,
              RefreshFailure.KeyTermUnknown _,
              RefreshFailure.TooManyWaiters _,
              RefreshFailure.DeadlinePassed _ ->
              false;
        };
    Violation.unless(explained, node.name(), id + " fails for no reason: " + failure);
  }

  /** Looks at every row of a daemon that runs on a store it may trust. */
  void check(SimulatedNode node) {
    if (!node.isUp() || node.isDistrusted()) {
      return;
    }
    for (ConnectionId id : node.connections) {
      Connection row = node.disk().stores().connections().find(id).orElse(null);
      if (row == null || row.grant() == null) {
        Violation.unless(
            node.ledger.durable(id).equals(Generation.NONE), node.name(), id + " has vanished");
      } else if (node.process().journal.openAttempt(id).isEmpty()) {
        check(node, row, row.grant());
      }
    }
  }

  private void check(SimulatedNode node, Connection row, Grant grant) {
    ConnectionId id = row.id();
    Generation known = node.ledger.durable(id);
    Violation.unless(
        !known.isAfter(row.generation()),
        node.name(),
        id + " is at " + row.generation() + " although " + known + " was durable");
    Token token = world.server().find(grant.fingerprint());
    switch (row.state()) {
      case ConnectionState.Active _ ->
          Violation.unless(
              world.server().isUsable(token) || isEndedByOthers(token) || isRevoked(node, id),
              node.name(),
              id + " is active with " + token.text + ", which is of no use");
      case ConnectionState.InDoubt _ ->
          Violation.unless(
              node.ledger.entry(id, row.generation()).isDoubtful(),
              node.name(),
              id + " is in doubt of nothing");
      case ConnectionState.ReauthorizationRequired _ -> verdicts.judge(node, row, token);
      case ConnectionState.PendingAuthorization _, ConnectionState.Revoked _ -> {}
      case ConnectionState.Quarantined _ ->
          throw new Violation(node.name() + ": " + id + " is quarantined in its row");
    }
  }

  private static boolean isRevoked(SimulatedNode node, ConnectionId id) {
    return node.process().holds.standing(id).orElse(null) instanceof Hold.RevokedHold;
  }

  private boolean isEndedByOthers(Token token) {
    return token.chain.isTouchedByOthers()
        || token.chain.demiseAt(world.time().instant(), token) == Chain.Demise.TOO_LONG_UNUSED
        || token.chain.demiseAt(world.time().instant(), token) == Chain.Demise.TOO_OLD;
  }

  /** When all is quiet nothing stays in between. */
  void checkQuiet(SimulatedNode node) {
    if (node.isDistrusted()) {
      return;
    }
    for (ConnectionId id : node.connections) {
      Violation.unless(
          node.process().journal.openAttempt(id).isEmpty(), node.name(), id + " stays open");
      Connection row = node.disk().stores().connections().find(id).orElse(null);
      Violation.unless(
          row == null || node.process().holds.stopped(id) || isFinal(Objects.requireNonNull(row)),
          node.name(),
          id + " stays in doubt");
    }
  }

  private static boolean isFinal(Connection row) {
    return !(row.state() instanceof ConnectionState.InDoubt);
  }
}
