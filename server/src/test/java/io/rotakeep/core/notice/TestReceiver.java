package io.rotakeep.core.notice;

import io.rotakeep.core.notice.Receiver.Wanted;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A receiver that keeps what it was sent, and takes it or not. Thread-safe. */
final class TestReceiver implements NoticeChannel {
  static final String NAME = "ops";

  private final List<Notice> sent = new CopyOnWriteArrayList<>();
  private volatile Function<Notice, Delivery> answer = _ -> new Delivery.Delivered();

  @Override
  public Delivery tell(Notice notice) {
    sent.add(notice);
    return answer.apply(notice);
  }

  void answers(Function<Notice, Delivery> with) {
    answer = with;
  }

  void refuses() {
    answer = _ -> new Delivery.Failed("status 503");
  }

  void takes() {
    answer = _ -> new Delivery.Delivered();
  }

  /** What it was sent, whether it took it or not. */
  List<Notice> sent() {
    return sent;
  }

  List<String> types() {
    return sent.stream().map(Notice::type).toList();
  }

  Receiver wanting(Wanted wanted) {
    return new Receiver(NAME, "hooks.example.com", wanted, this);
  }
}
