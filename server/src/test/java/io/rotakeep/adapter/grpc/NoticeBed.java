package io.rotakeep.adapter.grpc;

import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.incident.Incidents;
import io.rotakeep.core.notice.Delivery;
import io.rotakeep.core.notice.Dispatch;
import io.rotakeep.core.notice.Insistence;
import io.rotakeep.core.notice.Notice;
import io.rotakeep.core.notice.NoticeMarks;
import io.rotakeep.core.notice.Notices;
import io.rotakeep.core.notice.Receiver;
import io.rotakeep.core.rotation.StoreFaults;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** One receiver of notices, which takes them or not; and the faults of a store that has none. */
final class NoticeBed implements AutoCloseable {
  final List<Notice> noticed = new CopyOnWriteArrayList<>();
  final Notices notices;
  volatile Delivery receiving = new Delivery.Delivered();

  NoticeBed(Incidents incidents, NoticeMarks marks, AuditDevice audit) {
    Receiver receiver =
        new Receiver("ops", "hooks.example.com", Receiver.Wanted.ALL, this::receive);
    notices =
        Notices.start(
            List.of(receiver),
            new Dispatch(
                incidents,
                marks,
                (_, _) -> {},
                Insistence.DEFAULT,
                InstantSource.system(),
                new Random(1)),
            audit);
  }

  /** Of a store that has none. */
  StoreFaults faults() {
    return new StoreFaults(Map.of(), InstantSource.system());
  }

  @Override
  public void close() {
    notices.close();
  }

  private Delivery receive(Notice notice) {
    noticed.add(notice);
    return receiving;
  }
}
