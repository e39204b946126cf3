package io.rotakeep.adapter.sql;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionImage;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.ConnectionStore.ProviderState;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.Tombstone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A connection's row with its labels, its fingerprint and what is left when it is deleted. */
final class ConnectionRow {
  private ConnectionRow() {}

  static Optional<Connection> find(Sql sql, ConnectionId id) {
    return sql.first(
            row -> row.getBytes(1), "SELECT image FROM connections WHERE id = ?", id.value())
        .map(image -> decode(id.value(), image));
  }

  static Connection decode(String id, byte[] image) {
    return RowImage.read(id, image, ConnectionImage::read, connection -> connection.id().value());
  }

  static boolean exists(Sql sql, ConnectionId id) {
    return sql.first(row -> id, "SELECT 1 FROM connections WHERE id = ?", id.value()).isPresent();
  }

  /** The revision of the connection's row, or of its tombstone; -1 if there is neither. */
  static long revision(Sql sql, ConnectionId id) {
    return sql
        .all(
            row -> row.getLong(1),
            "SELECT revision FROM connections WHERE id = ?"
                + " UNION ALL SELECT revision FROM tombstones WHERE connection = ?",
            id.value(),
            id.value())
        .stream()
        .reduce(-1L, Math::max);
  }

  /** A connection that returns from the dead leaves no tombstone behind: its row goes on. */
  static void insert(Sql sql, Connection connection) {
    deleteTombstone(sql, connection.id());
    Columns columns = Columns.of(connection);
    sql.run(
        """
        INSERT INTO connections (provider, state, reason, generation, revision,
          issuer, client_id, subject, token_since, image, id)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        columns.and(connection.id().value()));
    StateCounts.entered(sql, connection);
    insertLabels(sql, connection);
    keepFingerprint(sql, connection);
  }

  /** False if the row has another generation or revision by now. */
  static boolean update(Sql sql, Connection before, Connection after) {
    int rows =
        sql.run(
            """
            UPDATE connections SET provider = ?, state = ?, reason = ?, generation = ?,
              revision = ?, issuer = ?, client_id = ?, subject = ?, token_since = ?, image = ?
            WHERE id = ? AND generation = ? AND revision = ?
            """,
            Columns.of(after)
                .and(before.id().value(), before.generation().number(), before.revision()));
    if (rows == 0) {
      return false;
    }
    StateCounts.moved(sql, before, after);
    if (!before.labels().equals(after.labels())) {
      deleteLabels(sql, after.id());
      insertLabels(sql, after);
    }
    keepFingerprint(sql, after);
    return true;
  }

  static boolean delete(Sql sql, Connection before) {
    int rows =
        sql.run(
            "DELETE FROM connections WHERE id = ? AND generation = ? AND revision = ?",
            before.id().value(),
            before.generation().number(),
            before.revision());
    if (rows == 0) {
      return false;
    }
    StateCounts.left(sql, before.id(), StateCounts.kind(before));
    deleteLabels(sql, before.id());
    return true;
  }

  /** Removes the row, whatever is in it. */
  static void remove(Sql sql, ConnectionId id) {
    sql.first(
            row -> new ProviderState(row.getString(1), row.getString(2)),
            "SELECT provider, state FROM connections WHERE id = ?",
            id.value())
        .ifPresent(kind -> StateCounts.left(sql, id, kind));
    sql.run("DELETE FROM connections WHERE id = ?", id.value());
    deleteLabels(sql, id);
  }

  static void bury(Sql sql, Tombstone tombstone) {
    deleteTombstone(sql, tombstone.id());
    sql.run(
        "INSERT INTO tombstones (connection, generation, revision, deleted_at) VALUES (?, ?, ?, ?)",
        tombstone.id().value(),
        tombstone.lastGeneration().number(),
        tombstone.revision(),
        tombstone.deleted().toEpochMilli());
  }

  private static void deleteTombstone(Sql sql, ConnectionId id) {
    sql.run("DELETE FROM tombstones WHERE connection = ?", id.value());
  }

  private static void deleteLabels(Sql sql, ConnectionId id) {
    sql.run("DELETE FROM connection_labels WHERE connection = ?", id.value());
  }

  private static void insertLabels(Sql sql, Connection connection) {
    if (connection.labels().isEmpty()) {
      return;
    }
    sql.runEach(
        "INSERT INTO connection_labels (connection, label, setting) VALUES (?, ?, ?)",
        connection.labels().entrySet().stream()
            .map(label -> new Object[] {connection.id().value(), label.getKey(), label.getValue()})
            .toList());
  }

  /** The first connection that adopted a token stays its ancestor. */
  private static void keepFingerprint(Sql sql, Connection connection) {
    Grant grant = connection.grant();
    if (grant == null) {
      return;
    }
    byte[] fingerprint = grant.fingerprint().bytes();
    if (sql.first(row -> grant, "SELECT 1 FROM fingerprints WHERE fingerprint = ?", fingerprint)
        .isEmpty()) {
      sql.run(
          "INSERT INTO fingerprints (fingerprint, connection, generation, imported)"
              + " VALUES (?, ?, ?, ?)",
          fingerprint,
          connection.id().value(),
          connection.generation().number(),
          connection.history().isImported());
    }
  }

  /** All columns but the id, in the order of the statements above. */
  private record Columns(List<@Nullable Object> values) {
    static Columns of(Connection connection) {
      Grant grant = connection.grant();
      List<@Nullable Object> values = new ArrayList<>();
      values.add(connection.provider().value());
      values.add(connection.state().word());
      values.add(reason(connection.state()));
      values.add(connection.generation().number());
      values.add(connection.revision());
      values.add(grant == null ? null : grant.key().issuer().toString());
      values.add(grant == null ? null : grant.key().clientId());
      values.add(grant == null ? null : grant.key().subject());
      values.add(tokenSince(connection));
      values.add(ConnectionImage.write(connection));
      return new Columns(values);
    }

    @Nullable Object[] and(Object... more) {
      values.addAll(List.of(more));
      return values.toArray();
    }
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
    return connection.lastUsed().map(Instant::toEpochMilli).orElse(null);
  }
}
