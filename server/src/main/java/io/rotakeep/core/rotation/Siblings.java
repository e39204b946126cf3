package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.GrantKey;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Holds;
import io.rotakeep.core.connection.LineageStore;
import io.rotakeep.core.crypto.IntegrityException;
import io.rotakeep.core.provider.BlastRadius;
import io.rotakeep.core.provider.Provider;
import java.util.List;

/** Who is punished when a provider takes a connection's refresh token for a stolen one. */
final class Siblings {
  /** More than any provider grants one subject. */
  private static final int MOST = 999;

  private final ConnectionStore connections;
  private final LineageStore lineage;
  private final Holds holds;
  private final RotationJournal journal;

  Siblings(
      ConnectionStore connections, LineageStore lineage, Holds holds, RotationJournal journal) {
    this.connections = connections;
    this.lineage = lineage;
    this.holds = holds;
    this.journal = journal;
  }

  /** Those that the provider revokes together with this one, as far as anybody knows. */
  List<ConnectionId> revokedWith(Connection connection, Grant grant, Provider provider) {
    return grant.key().subject().isEmpty() ? List.of() : sharing(connection, grant.key(), provider);
  }

  /**
   * Whether one of them has something to lose. Where nobody knows whose the grant is, any other of
   * which nobody knows it may be one.
   */
  boolean areAtRisk(Connection connection, Grant grant, Provider provider) {
    return sharing(connection, grant.key(), provider).stream().anyMatch(this::losesByReuse);
  }

  private List<ConnectionId> sharing(Connection connection, GrantKey key, Provider provider) {
    return provider.tokens().blastRadius() == BlastRadius.SUBJECT
        ? lineage.siblings(key, MOST).stream().filter(id -> !id.equals(connection.id())).toList()
        : List.of();
  }

  /**
   * Held only for a while it is to serve again; revoked it has nothing to lose, once a restart
   * could not undo that. A row that is in doubt is about to have something when an answer is kept
   * that could not be settled yet.
   */
  private boolean losesByReuse(ConnectionId id) {
    boolean revoked =
        holds.standing(id).orElse(null) instanceof Hold.RevokedHold && holds.isDurable(id);
    return !revoked
        && (isMostLikelyAlive(id)
            || journal.openAttempt(id).filter(open -> open.response() != null).isPresent());
  }

  private boolean isMostLikelyAlive(ConnectionId id) {
    try {
      return connections.find(id).map(Connection::state).filter(Siblings::mayLose).isPresent();
    } catch (IntegrityException e) {
      // That its row is broken says nothing of its grant, and nothing of the one who asks.
      return true;
    }
  }

  private static boolean mayLose(ConnectionState state) {
    return state instanceof ConnectionState.Active
        || (state instanceof ConnectionState.InDoubt doubt && doubt.presentations() == 0);
  }
}
