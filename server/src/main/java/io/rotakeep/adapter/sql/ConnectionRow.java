package io.rotakeep.adapter.sql;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionImage;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.ConnectionStore.ProviderState;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.Tombstone;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** A connection's row with its labels, its fingerprint and what is left when it is deleted. */
final class ConnectionRow {
  private ConnectionRow() {}

  static Optional<Connection> find(Handle handle, ConnectionId id) {
    return handle
        .createQuery("SELECT image FROM connections WHERE id = :id")
        .bind("id", id.value())
        .mapTo(byte[].class)
        .findOne()
        .map(image -> decode(id.value(), image));
  }

  static Connection decode(String id, byte[] image) {
    return RowImage.read(id, image, ConnectionImage::read, connection -> connection.id().value());
  }

  static boolean exists(Handle handle, ConnectionId id) {
    return handle
        .createQuery("SELECT 1 FROM connections WHERE id = :id")
        .bind("id", id.value())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /** The revision of the connection's row, or of its tombstone; -1 if there is neither. */
  static long revision(Handle handle, ConnectionId id) {
    return handle
        .createQuery(
            "SELECT revision FROM connections WHERE id = :id"
                + " UNION ALL SELECT revision FROM tombstones WHERE connection = :id")
        .bind("id", id.value())
        .mapTo(Long.class)
        .stream()
        .reduce(-1L, Math::max);
  }

  /** A connection that returns from the dead leaves no tombstone behind: its row goes on. */
  static void insert(Handle handle, Connection connection) {
    deleteTombstone(handle, connection.id());
    bind(
            handle.createUpdate(
                """
                INSERT INTO connections (id, provider, state, reason, generation, revision,
                  issuer, client_id, subject, token_since, image)
                VALUES (:id, :provider, :state, :reason, :generation, :revision,
                  :issuer, :clientId, :subject, :tokenSince, :image)
                """),
            connection)
        .execute();
    StateCounts.entered(handle, connection);
    insertLabels(handle, connection);
    keepFingerprint(handle, connection);
  }

  /** False if the row has another generation or revision by now. */
  static boolean update(Handle handle, Connection before, Connection after) {
    int rows =
        bind(
                handle.createUpdate(
                    """
                    UPDATE connections SET provider = :provider, state = :state, reason = :reason,
                      generation = :generation, revision = :revision, issuer = :issuer,
                      client_id = :clientId, subject = :subject, token_since = :tokenSince,
                      image = :image
                    WHERE id = :id AND generation = :wasGeneration AND revision = :wasRevision
                    """),
                after)
            .bind("wasGeneration", before.generation().number())
            .bind("wasRevision", before.revision())
            .execute();
    if (rows == 0) {
      return false;
    }
    StateCounts.moved(handle, before, after);
    if (!before.labels().equals(after.labels())) {
      deleteLabels(handle, after.id());
      insertLabels(handle, after);
    }
    keepFingerprint(handle, after);
    return true;
  }

  static boolean delete(Handle handle, Connection before) {
    int rows =
        handle
            .createUpdate(
                "DELETE FROM connections WHERE id = :id AND generation = :generation"
                    + " AND revision = :revision")
            .bind("id", before.id().value())
            .bind("generation", before.generation().number())
            .bind("revision", before.revision())
            .execute();
    if (rows == 0) {
      return false;
    }
    StateCounts.left(handle, before.id(), StateCounts.kind(before));
    deleteLabels(handle, before.id());
    return true;
  }

  /** Removes the row, whatever is in it. */
  static void remove(Handle handle, ConnectionId id) {
    handle
        .createQuery("SELECT provider, state FROM connections WHERE id = :id")
        .bind("id", id.value())
        .map((row, _) -> new ProviderState(row.getString("provider"), row.getString("state")))
        .findOne()
        .ifPresent(kind -> StateCounts.left(handle, id, kind));
    handle.execute("DELETE FROM connections WHERE id = ?", id.value());
    deleteLabels(handle, id);
  }

  static void bury(Handle handle, Tombstone tombstone) {
    deleteTombstone(handle, tombstone.id());
    handle
        .createUpdate(
            "INSERT INTO tombstones (connection, generation, revision, deleted_at)"
                + " VALUES (:id, :generation, :revision, :deletedAt)")
        .bind("id", tombstone.id().value())
        .bind("generation", tombstone.lastGeneration().number())
        .bind("revision", tombstone.revision())
        .bind("deletedAt", tombstone.deleted().toEpochMilli())
        .execute();
  }

  private static void deleteTombstone(Handle handle, ConnectionId id) {
    handle.execute("DELETE FROM tombstones WHERE connection = ?", id.value());
  }

  private static void deleteLabels(Handle handle, ConnectionId id) {
    handle.execute("DELETE FROM connection_labels WHERE connection = ?", id.value());
  }

  private static void insertLabels(Handle handle, Connection connection) {
    if (connection.labels().isEmpty()) {
      return;
    }
    PreparedBatch batch =
        handle.prepareBatch(
            "INSERT INTO connection_labels (connection, label, setting) VALUES (?, ?, ?)");
    for (Map.Entry<String, String> label : connection.labels().entrySet()) {
      batch.add(connection.id().value(), label.getKey(), label.getValue());
    }
    batch.execute();
  }

  /** The first connection that adopted a token stays its ancestor. */
  private static void keepFingerprint(Handle handle, Connection connection) {
    Grant grant = connection.grant();
    if (grant == null) {
      return;
    }
    byte[] fingerprint = grant.fingerprint().bytes();
    boolean known =
        handle
            .createQuery("SELECT 1 FROM fingerprints WHERE fingerprint = :fingerprint")
            .bind("fingerprint", fingerprint)
            .mapTo(Integer.class)
            .findOne()
            .isPresent();
    if (!known) {
      handle.execute(
          "INSERT INTO fingerprints (fingerprint, connection, generation) VALUES (?, ?, ?)",
          fingerprint,
          connection.id().value(),
          connection.generation().number());
    }
  }

  private static <S extends SqlStatement<S>> S bind(S statement, Connection connection) {
    Grant grant = connection.grant();
    return statement
        .bind("id", connection.id().value())
        .bind("provider", connection.provider().value())
        .bind("state", connection.state().word())
        .bind("reason", reason(connection.state()))
        .bind("generation", connection.generation().number())
        .bind("revision", connection.revision())
        .bind("issuer", grant == null ? null : grant.key().issuer().toString())
        .bind("clientId", grant == null ? null : grant.key().clientId())
        .bind("subject", grant == null ? null : grant.key().subject())
        .bind("tokenSince", tokenSince(connection))
        .bind("image", ConnectionImage.write(connection));
  }

  private static @Nullable String reason(ConnectionState state) {
    return switch (state) {
      case ConnectionState.PendingAuthorization _,
          ConnectionState.Active _,
          ConnectionState.InDoubt _ ->
          null;
      case ConnectionState.ReauthorizationRequired(var reason) -> reason.name();
      case ConnectionState.Quarantined(var reason) -> reason.name();
      case ConnectionState.Revoked(var reason) -> reason.name();
    };
  }

  private static @Nullable Long tokenSince(Connection connection) {
    Grant grant = connection.grant();
    if (grant == null || grant.refreshToken() == null) {
      return null;
    }
    Instant refreshed = connection.history().refreshed();
    return (refreshed == null ? grant.obtained() : refreshed).toEpochMilli();
  }
}
