package io.rotakeep.simulation;

import io.rotakeep.core.access.AccessRequest;
import io.rotakeep.core.access.AccessResult;
import io.rotakeep.core.caller.LabelRights;
import io.rotakeep.core.caller.Labelling;
import io.rotakeep.core.connection.AccessToken;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.enrollment.Order;
import io.rotakeep.core.enrollment.Quarantines;
import io.rotakeep.core.enrollment.TokenImports;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.rotation.JournalCorruptException;
import io.rotakeep.core.rotation.JournalUnavailableException;
import io.rotakeep.core.rotation.RotationOutcome;
import io.rotakeep.core.rotation.RotationTrigger;
import io.rotakeep.core.secret.SecretBytes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/** What applications and operators ask of a daemon, and what they make of the answers. */
final class People {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final LabelRights ANYBODY = Labelling.ofAnybody(InstantSource.system());
  private static final Order ORDER = new Order("dns:operator", "", "r-1");

  private final World world;

  People(World world) {
    this.world = world;
  }

  void read(SimulatedNode node, ConnectionId id) {
    world.trace().note(() -> node.name() + " is asked for a token of " + id);
    AccessRequest request =
        new AccessRequest(SimulatedProcess.READER, id, Duration.ZERO, null, PATIENCE, "r-2");
    node.act(
        id,
        () ->
            tolerate(
                node,
                () -> {
                  // What is fetched ahead has a thread of its own: nobody waits for it.
                  node.holdFlights();
                  AccessResult atOnce = node.process().access.getAtOnce(request);
                  if (atOnce instanceof AccessResult.Granted(AccessToken token)) {
                    world.invariants().handedOut(node, id, token);
                    node.clearFlights();
                    return;
                  }
                  node.clearFlights();
                  switch (node.process().access.get(request)) {
                    case AccessResult.Granted(AccessToken token) ->
                        world.invariants().handedOut(node, id, token);
                    case AccessResult.Failed(var failure) ->
                        world.invariants().failed(node, id, failure);
                    case AccessResult.Throttled _ -> throw new Violation(id + " is throttled");
                    case AccessResult.NotAllowed _ -> throw new Violation(id + " may not be read");
                  }
                }));
  }

  void refresh(SimulatedNode node, ConnectionId id, RotationTrigger trigger) {
    world.trace().note(() -> node.name() + " is asked to refresh " + id + ": " + trigger);
    node.risk(id, trigger instanceof RotationTrigger.Requested(boolean accepted) && accepted);
    node.act(
        id,
        () -> {
          switch (node.process().engine.flights().join(id, trigger, PATIENCE)) {
            case RotationOutcome.Fresh(AccessToken token) ->
                world.invariants().handedOut(node, id, token);
            case RotationOutcome.Failed(var failure) ->
                world.invariants().failed(node, id, failure);
          }
        });
  }

  /** A person consents, and the new token is brought in over whatever stood there. */
  void reauthorize(SimulatedNode node, ConnectionId id, Provider provider, String subject) {
    if (node.isDistrusted()) {
      return;
    }
    Chain chain = world.server().enrol(provider, subject, id);
    String text = chain.newestOfOurs().text;
    boolean rotateNow = world.chance().oneIn(2);
    world.trace().note(() -> node.name() + " is given " + text + " for " + id);
    world.tally().count(Happening.REAUTHORIZED);
    // Until it has returned nobody can say whether what held the connection before still does.
    node.letGo(id);
    node.replacing(id);
    node.act(
        id,
        () ->
            tolerate(
                node,
                () -> {
                  importOver(node, id, provider, text, subject, rotateNow);
                }));
    node.replacing(null);
    if (node.isUp() && node.process().holds.stopped(id) && !node.isFaulty()) {
      node.stopped(id);
    }
  }

  private void importOver(
      SimulatedNode node,
      ConnectionId id,
      Provider provider,
      String text,
      String subject,
      boolean rotateNow) {
    try (SecretBytes token = SecretBytes.copyOfAscii(text)) {
      TokenImports.Import wanted =
          new TokenImports.Import(
              id,
              provider.name(),
              token,
              Map.of(),
              null,
              subject,
              rotateNow,
              TokenImports.Overwriting.REPLACE,
              "dns:operator");
      imported(node, id, node.process().imports.adopt(wanted));
    }
  }

  private void imported(SimulatedNode node, ConnectionId id, TokenImports.Imported result) {
    world
        .trace()
        .note(() -> node.name() + " imported " + id + ": " + result.getClass().getSimpleName());
    switch (result) {
      case TokenImports.Imported.Adopted(Connection row, _) ->
          node.ledger.keep(id, row.generation());
      // Where the journal refused the answer, only the database has what it brought.
      case TokenImports.Imported.NotRotated(Connection row, _) ->
          node.ledger.use(id, row.generation());
      case TokenImports.Imported.AlreadyAdopted _,
          TokenImports.Imported.Acceptable _,
          TokenImports.Imported.NoSuchProvider _,
          TokenImports.Imported.Retired _,
          TokenImports.Imported.Exists _ ->
          throw new Violation(id + " does not take a new token: " + result);
    }
  }

  void quarantine(SimulatedNode node, ConnectionId id) {
    world.trace().note(() -> node.name() + " is told to quarantine " + id);
    world.tally().count(Happening.QUARANTINED_BY_HAND);
    node.act(
        () ->
            tolerate(
                node,
                () -> {
                  if (node.process().quarantines.quarantine(id, ORDER)
                      instanceof Quarantines.Result.Done) {
                    node.stopped(id);
                  }
                }));
  }

  /** What a released connection of a copy may do is not in this model: nobody releases any. */
  void reinstate(SimulatedNode node, ConnectionId id) {
    if (node.isDistrusted()) {
      return;
    }
    world.trace().note(() -> node.name() + " is told to let " + id + " go");
    boolean stopped = node.ledger.isStopped(id);
    node.letGo(id);
    node.act(
        () ->
            tolerate(
                node,
                () -> {
                  if (!(node.process().quarantines.reinstate(id, ORDER, false)
                          instanceof Quarantines.Result.Done)
                      && stopped) {
                    node.stopped(id);
                  }
                }));
  }

  void revoke(SimulatedNode node, ConnectionId id) {
    world.trace().note(() -> node.name() + " is told to revoke " + id);
    world.tally().count(Happening.REVOKED_BY_HAND);
    node.act(
        () ->
            tolerate(
                node,
                () -> {
                  node.process().revocations.revoke(id, ORDER);
                  node.stopped(id);
                }));
  }

  /** What the daemon does by itself every few seconds after a revocation. */
  void confirm(SimulatedNode node, ConnectionId id) {
    node.act(
        id,
        () ->
            tolerate(
                node,
                () -> {
                  if (node.process().holds.standing(id).orElse(null)
                      instanceof Hold.RevokedHold hold) {
                    node.process().revocations.confirm(hold);
                  }
                }));
  }

  void relabel(SimulatedNode node, ConnectionId id) {
    node.act(
        id,
        () ->
            tolerate(
                node,
                () -> {
                  SimulatedProcess process = node.process();
                  long revision = process.connections.find(id).map(Connection::revision).orElse(0L);
                  var _ = process.changes.relabel(id, Map.of("n", "" + revision), ANYBODY, "r-3");
                }));
  }

  void checkpoint(SimulatedNode node) {
    node.act(() -> tolerate(node, () -> node.process().checkpointer.run()));
  }

  /** A disk that fails may refuse anything; one that does not may refuse nothing. */
  private static void tolerate(SimulatedNode node, Runnable work) {
    try {
      work.run();
    } catch (StoreUnavailableException | JournalUnavailableException | JournalCorruptException e) {
      if (!node.isFaulty() && !node.isDistrusted()) {
        throw e;
      }
    }
  }
}
