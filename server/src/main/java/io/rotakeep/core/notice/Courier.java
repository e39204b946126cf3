package io.rotakeep.core.notice;

import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentFeed;
import io.rotakeep.core.incident.IncidentId;
import io.rotakeep.core.incident.Incidents;
import io.rotakeep.core.notice.NoticeObserver.Result;
import io.rotakeep.core.notice.WaitingNotices.Waiting;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Brings one receiver what it lacks, on a thread of its own: whoever opens an incident neither
 * waits for it nor knows it. What it has to bring is the difference between the incidents and the
 * receiver's marks, so a restart, or a change that was missed, loses nothing.
 */
final class Courier implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Courier.class.getName());
  private static final Duration LOOKING = Duration.ofMinutes(1);
  private static final Duration STORE_AWAY = Duration.ofSeconds(5);
  private static final Duration LEAVING = Duration.ofSeconds(2);

  private final Receiver receiver;
  private final Incidents incidents;
  private final NoticeMarks marks;
  private final Backlog backlog;
  private final NoticeObserver observer;
  private final Insistence insistence;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final WaitingNotices waiting;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable Trouble trouble;
  private boolean complete;
  private boolean postponing;
  private long position;

  private Courier(Receiver receiver, Dispatch dispatch) {
    this.receiver = receiver;
    this.incidents = dispatch.incidents();
    this.marks = dispatch.marks();
    this.backlog = new Backlog(receiver, incidents, marks);
    this.observer = dispatch.observer();
    this.insistence = dispatch.insistence();
    this.clock = dispatch.clock();
    this.random = dispatch.random();
    this.waiting = new WaitingNotices(insistence.most());
    this.thread = Thread.ofVirtual().name("notices to " + receiver.name()).unstarted(this::run);
  }

  static Courier start(Receiver receiver, Dispatch dispatch) {
    Courier courier = new Courier(receiver, dispatch);
    courier.thread.start();
    return courier;
  }

  Receiver receiver() {
    return receiver;
  }

  int waiting() {
    return waiting.size();
  }

  Optional<Trouble> trouble() {
    return Optional.ofNullable(trouble);
  }

  /** Sends it now, beside all that waits. */
  Delivery send(Notice notice) {
    Delivery delivery = delivery(notice);
    if (delivery instanceof Delivery.Delivered) {
      reached();
    }
    return delivery;
  }

  /** What is being sent is broken off; the next start finds it again. Does not wait for it. */
  void stop() {
    stopped.countDown();
    thread.interrupt();
  }

  @Override
  public void close() {
    stop();
    try {
      var _ = thread.join(LEAVING);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!isStopped()) {
        round();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void round() throws InterruptedException {
    try {
      if (!complete) {
        position = incidents.feed().position();
        backlog.each(clock.instant().minus(insistence.until()), this::look);
        complete = true;
      }
      watch();
      waiting.next(clock.instant()).ifPresent(this::bring);
      if (postponing && waiting.size() == 0) {
        postponing = false;
        complete = false;
      }
    } catch (RuntimeException | Error e) {
      if (!isStopped()) {
        LOG.log(Level.WARNING, "notices to " + receiver + " wait for the store", e);
        complete = false;
        var _ = stopped.await(STORE_AWAY.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  private boolean isStopped() {
    return stopped.getCount() == 0;
  }

  private void watch() throws InterruptedException {
    Duration idle = waiting.idle(clock.instant(), LOOKING);
    Optional<IncidentFeed.Changes> changes = incidents.feed().since(position, idle);
    if (changes.isEmpty()) {
      complete = false;
      return;
    }
    for (IncidentId id : changes.get().ids()) {
      incidents.find(id).ifPresent(this::look);
    }
    position = changes.get().next();
  }

  private void look(Incident incident) {
    if (backlog.lacking(incident).isPresent()) {
      waiting.add(incident, clock.instant()).ifPresent(_ -> postponed());
    }
  }

  private void postponed() {
    observer.noticed(receiver.name(), Result.POSTPONED);
    if (!postponing) {
      LOG.log(
          Level.WARNING,
          "more than {0} notices wait for {1}; the least urgent are put off until it takes the"
              + " others",
          insistence.most(),
          receiver);
    }
    postponing = true;
  }

  private void bring(Waiting next) {
    Incident incident = incidents.find(next.incident()).orElse(null);
    Notice notice = incident == null ? null : backlog.lacking(incident).orElse(null);
    if (incident == null || notice == null) {
      waiting.remove(next.incident());
      return;
    }
    switch (delivery(notice)) {
      case Delivery.Delivered _ -> {
        reached();
        done(incident, Result.DELIVERED);
      }
      case Delivery.Failed(String cause) -> {
        if (!isStopped()) {
          failed(next, incident, cause);
        }
      }
    }
  }

  private Delivery delivery(Notice notice) {
    try {
      return receiver.channel().tell(notice);
    } catch (RuntimeException | Error e) {
      LOG.log(Level.ERROR, "a notice to " + receiver + " could not be made", e);
      return new Delivery.Failed("it could not be made; see the log");
    }
  }

  private void reached() {
    if (trouble != null) {
      LOG.log(Level.INFO, "{0} takes notices again", receiver);
      trouble = null;
    }
  }

  private void failed(Waiting next, Incident incident, String cause) {
    Trouble known = trouble;
    Instant now = clock.instant();
    observer.noticed(receiver.name(), Result.FAILED);
    if (known == null) {
      LOG.log(
          Level.WARNING,
          "{0} did not take the notice of {1}: {2}; it is sent again",
          receiver,
          incident.id(),
          cause);
    }
    trouble = new Trouble(receiver, known == null ? now : known.since(), cause);
    if (next.since().plus(insistence.until()).isAfter(now)) {
      waiting.put(next.failedUntil(now.plus(insistence.pause(next.failures() + 1, random))));
      return;
    }
    LOG.log(
        Level.WARNING,
        "the notice of {0} to {1} is given up after {2} sendings: {3}",
        incident.id(),
        receiver,
        next.failures() + 1,
        cause);
    done(incident, Result.GIVEN_UP);
  }

  /** The mark comes first: what is not marked is sent again. */
  private void done(Incident incident, Result result) {
    marks.write(receiver.name(), incident.id(), Told.of(incident));
    waiting.remove(incident.id());
    observer.noticed(receiver.name(), result);
  }
}
