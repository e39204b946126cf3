package io.rotakeep.core.connection;

import io.rotakeep.core.incident.IncidentId;
import io.rotakeep.core.incident.Progress;
import io.rotakeep.core.notice.NoticeMarks;
import io.rotakeep.core.notice.Told;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What receivers of notices have been told, in {@link InMemoryStores}. */
record InMemoryNoticeMarks(InMemoryStores stores) implements NoticeMarks {
  record Key(String receiver, IncidentId incident) {}

  @Override
  public Optional<Told> find(String receiver, IncidentId incident) {
    return stores.read(
        rows -> Optional.ofNullable(rows.noticeMarks.get(new Key(receiver, incident))));
  }

  @Override
  public void write(String receiver, IncidentId incident, Told told) {
    stores.write(
        "notice",
        rows -> {
          rows.noticeMarks.put(new Key(receiver, incident), told);
          return true;
        });
  }

  @Override
  public List<IncidentId> unended(String receiver) {
    return stores.read(
        rows ->
            rows.noticeMarks.entrySet().stream()
                .filter(mark -> mark.getKey().receiver().equals(receiver))
                .filter(mark -> mark.getValue().state() != Progress.State.RESOLVED)
                .map(Map.Entry::getKey)
                .map(Key::incident)
                .toList());
  }
}
