package io.rotakeep.adapter.sql;

import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentQuery;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One page of incidents, newest first, found by keyset. */
final class IncidentListing {
  private final IncidentQuery query;
  private final StringBuilder conditions = new StringBuilder();
  private final List<Object> values = new ArrayList<>();

  IncidentListing(IncidentQuery query) {
    this.query = query;
    whereIs("state", query.state());
    whereIs("kind", query.kind());
    whereIs("severity", query.severity());
    if (query.provider() != null) {
      where("provider = ?", query.provider().value());
    }
    if (query.connection() != null) {
      where(
          "id IN (SELECT incident FROM incident_connections WHERE connection = ?)",
          query.connection().value());
    }
    if (query.from() != null) {
      where("opened_at >= ?", query.from().toEpochMilli());
    }
    if (query.before() != null) {
      where("opened_at < ?", query.before().toEpochMilli());
    }
    if (query.after() != null) {
      long opened = query.after().opened().toEpochMilli();
      where(
          "(opened_at < ? OR (opened_at = ? AND id < ?))",
          opened,
          opened,
          query.after().id().value());
    }
  }

  List<Incident> page(Sql sql) {
    return SqlIncidentStore.readable(
        sql.all(
            SqlIncidentStore::decode,
            "SELECT id, image FROM incidents WHERE 1 = 1"
                + conditions
                + " ORDER BY opened_at DESC, id DESC FETCH FIRST "
                + query.limit()
                + " ROWS ONLY",
            values.toArray()));
  }

  private void whereIs(String column, @Nullable Enum<?> wanted) {
    if (wanted != null) {
      where(column + " = ?", wanted.name());
    }
  }

  private void where(String condition, Object... bound) {
    conditions.append(" AND ").append(condition);
    values.addAll(List.of(bound));
  }
}
