package io.rotakeep.adapter.sql;

import io.rotakeep.core.incident.IncidentId;
import io.rotakeep.core.incident.Progress;
import io.rotakeep.core.incident.Severity;
import io.rotakeep.core.notice.NoticeMarks;
import io.rotakeep.core.notice.Told;
import java.util.List;
import java.util.Optional;

/** What receivers have been told, in SQL. No journal repeats it: what is lost is told again. */
final class SqlNoticeMarks implements NoticeMarks {
  private final Database database;

  SqlNoticeMarks(Database database) {
    this.database = database;
  }

  @Override
  public Optional<Told> find(String receiver, IncidentId incident) {
    return database.read(
        sql ->
            sql.first(
                row ->
                    new Told(
                        Severity.valueOf(row.getString(1)),
                        Progress.State.valueOf(row.getString(2))),
                "SELECT severity, state FROM notice_marks WHERE receiver = ? AND incident = ?",
                receiver,
                incident.value()));
  }

  @Override
  public void write(String receiver, IncidentId incident, Told told) {
    database.transact(
        sql -> {
          sql.run(
              "DELETE FROM notice_marks WHERE receiver = ? AND incident = ?",
              receiver,
              incident.value());
          return sql.run(
              "INSERT INTO notice_marks (receiver, incident, severity, state) VALUES (?, ?, ?, ?)",
              receiver,
              incident.value(),
              told.severity().name(),
              told.state().name());
        });
  }

  @Override
  public List<IncidentId> unended(String receiver) {
    return database.read(
        sql ->
            sql.all(
                row -> new IncidentId(row.getString(1)),
                "SELECT incident FROM notice_marks WHERE receiver = ? AND state <> 'RESOLVED'",
                receiver));
  }
}
