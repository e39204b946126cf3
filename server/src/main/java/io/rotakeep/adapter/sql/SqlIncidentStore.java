package io.rotakeep.adapter.sql;

import io.rotakeep.core.DamagedImageException;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentId;
import io.rotakeep.core.incident.IncidentImage;
import io.rotakeep.core.incident.IncidentQuery;
import io.rotakeep.core.incident.IncidentStore;
import io.rotakeep.core.provider.ProviderName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Incidents in SQL: changed by compare-and-set on the revision. */
final class SqlIncidentStore implements IncidentStore {
  private static final System.Logger LOG = System.getLogger(SqlIncidentStore.class.getName());

  private final Database database;

  SqlIncidentStore(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Incident> find(IncidentId id) {
    return database.read(
        sql ->
            sql.first(
                SqlIncidentStore::read,
                "SELECT id, image FROM incidents WHERE id = ?",
                id.value()));
  }

  @Override
  public boolean write(Incident incident) {
    return database.transact(
        sql -> revision(sql, incident.id()) == incident.revision() - 1 && put(sql, incident));
  }

  @Override
  public List<Incident> list(IncidentQuery query) {
    return database.read(sql -> new IncidentListing(query).page(sql));
  }

  @Override
  public List<Incident> unresolved() {
    return database.read(
        sql ->
            readable(
                sql.all(
                    SqlIncidentStore::decode,
                    "SELECT id, image FROM incidents WHERE state <> 'RESOLVED'")));
  }

  /** Of the stored row; 0 if there is none. */
  static long revision(Sql sql, IncidentId id) {
    return sql.first(
            row -> row.getLong(1), "SELECT revision FROM incidents WHERE id = ?", id.value())
        .orElse(0L);
  }

  /** Takes the place of whatever revision is there. */
  static boolean put(Sql sql, Incident incident) {
    String id = incident.id().value();
    sql.run("DELETE FROM incident_connections WHERE incident = ?", id);
    sql.run("DELETE FROM incidents WHERE id = ?", id);
    sql.run(
        """
        INSERT INTO incidents (id, revision, kind, severity, state, provider, opened_at, image)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        columns(incident).toArray());
    List<ConnectionId> concerned = incident.concerned().connections();
    if (!concerned.isEmpty()) {
      sql.runEach(
          "INSERT INTO incident_connections (connection, incident) VALUES (?, ?)",
          concerned.stream().map(connection -> new Object[] {connection.value(), id}).toList());
    }
    return true;
  }

  static Incident read(ResultSet row) throws SQLException {
    return RowImage.read(
        row.getString(1), row.getBytes(2), IncidentImage::read, incident -> incident.id().value());
  }

  /** A row that cannot be read must not hide the others, nor keep the daemon from starting. */
  static Optional<Incident> decode(ResultSet row) throws SQLException {
    try {
      return Optional.of(read(row));
    } catch (DamagedImageException e) {
      LOG.log(System.Logger.Level.ERROR, "an incident is left out: {0}", e.getMessage());
      return Optional.empty();
    }
  }

  static List<Incident> readable(List<Optional<Incident>> rows) {
    return rows.stream().flatMap(Optional::stream).toList();
  }

  private static List<@Nullable Object> columns(Incident incident) {
    ProviderName provider = incident.concerned().provider();
    List<@Nullable Object> values = new ArrayList<>();
    values.add(incident.id().value());
    values.add(incident.revision());
    values.add(incident.kind().name());
    values.add(incident.severity().name());
    values.add(incident.progress().state().name());
    values.add(provider == null ? null : provider.value());
    values.add(incident.opened().toEpochMilli());
    values.add(IncidentImage.write(incident));
    return values;
  }
}
