package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.connection.Samples;
import io.rotakeep.core.connection.Tombstone;
import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.provider.ProviderName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RotationJournalTest {
  private static final ConnectionId ONE = new ConnectionId("one");
  private static final ConnectionId TWO = new ConnectionId("two");
  private static final Change CHANGE = new Change.ProviderDeleted(new ProviderName("acme"), 1);
  private static final KeptResponse RESPONSE =
      new KeptResponse(200, null, null, true, new Envelope(new byte[] {1}), "", null);

  private final FaultyWriteAheadLog log =
      new FaultyWriteAheadLog(TestDaemon.STORE, new MemoryWitness());

  @Test
  void forgetsNothingFromTheOldestOpenAttemptOn() {
    RotationJournal journal = new RotationJournal(log, List.of(), new MapCache<>());
    journal.keep(CHANGE);
    Attempt first = attempt(ONE);
    Attempt second = attempt(TWO);

    journal.intend(first);
    journal.intend(second);
    long bothOpen = journal.settledThrough();
    journal.settle(first.id(), CHANGE);
    long secondOpen = journal.settledThrough();
    journal.close(second.id());

    assertThat(bothOpen).isEqualTo(1);
    assertThat(secondOpen).isEqualTo(2);
    assertThat(journal.settledThrough()).isEqualTo(log.position().last());
  }

  @Test
  void countsAnAttemptAsOpenBeforeItsIntentIsWritten() {
    List<Long> settled = new ArrayList<>();
    List<RotationJournal> journals = new ArrayList<>();
    SteppedLog stepped =
        new SteppedLog(
            log,
            step -> {
              if (step == Steps.Step.INTENDING) {
                log.append(JournalFrameImage.write(new JournalFrame.Changed(CHANGE)));
                settled.add(journals.getFirst().settledThrough());
              }
            });
    RotationJournal journal = new RotationJournal(stepped, List.of(), new MapCache<>());
    journals.add(journal);

    journal.intend(attempt(ONE));

    assertThat(settled).containsExactly(0L);
    assertThat(journal.settledThrough()).isZero();
  }

  @Test
  void hasNoOpenAttemptWhoseIntentFailed() {
    RotationJournal journal = new RotationJournal(log, List.of(), new MapCache<>());
    log.loseAppend(1);

    assertThatThrownBy(() -> journal.intend(attempt(ONE)))
        .isInstanceOf(JournalUnavailableException.class);

    assertThat(journal.openAttempts()).isEmpty();
  }

  @Test
  void stillHasTheAnswerThatItCouldNotKeep() {
    RotationJournal journal = new RotationJournal(log, List.of(), new MapCache<>());
    Attempt attempt = attempt(ONE);
    journal.intend(attempt);
    log.loseAppend(1);

    assertThatThrownBy(() -> journal.keepResponse(attempt.id(), RESPONSE))
        .isInstanceOf(JournalUnavailableException.class);

    assertThat(journal.response(attempt.id())).contains(RESPONSE);
  }

  @Test
  void findsTheRefreshThatIsOpenOnAConnectionAndNoExchange() {
    RotationJournal journal = new RotationJournal(log, List.of(), new MapCache<>());
    Attempt refresh = attempt(ONE);
    Attempt exchange =
        new Attempt(
            UUID.randomUUID(),
            Attempt.Kind.EXCHANGE,
            TWO,
            Generation.NONE,
            0,
            "state",
            Instant.EPOCH);
    journal.intend(refresh);
    journal.intend(exchange);

    assertThat(journal.openAttempt(ONE).orElseThrow().attempt()).isEqualTo(refresh);
    assertThat(journal.openAttempt(TWO)).isEmpty();
  }

  @Test
  void knowsFromTheStartWhatWasLeftOpen() {
    Attempt attempt = attempt(ONE);
    log.appendDurably(JournalFrameImage.write(new JournalFrame.Changed(CHANGE)));

    RotationJournal journal =
        new RotationJournal(
            log, List.of(new RotationJournal.OpenAttempt(attempt, 0, RESPONSE)), new MapCache<>());

    assertThat(journal.settledThrough()).isZero();
    assertThat(journal.openAttempt(ONE)).isPresent();
  }

  /** A process that died may have left the row in a database that is no longer there. */
  @Test
  void hasTheRowThatAnAttemptBuildsOnOnce() {
    RotationJournal journal = new RotationJournal(log, List.of(), new MapCache<>());
    Connection row = Samples.active("one");
    Connection after = row.nextRevision();

    journal.vouchFor(row);
    journal.vouchFor(row);
    journal.keepRow(ONE, new Change.ConnectionWritten(after));
    journal.vouchFor(after);
    journal.vouchFor(row);

    assertThat(rows()).containsExactly(row, after, row);
  }

  /** A connection that is made anew under the id may come to the same revision. */
  @Test
  void knowsNoRowAnyMoreOfAConnectionThatWasDeleted() {
    RotationJournal journal = new RotationJournal(log, List.of(), new MapCache<>());
    Connection row = Samples.active("one");
    journal.vouchFor(row);
    journal.keepRow(
        ONE,
        new Change.ConnectionDeleted(
            new Tombstone(ONE, row.generation(), row.revision(), Instant.EPOCH)));

    journal.vouchFor(row);

    assertThat(rows()).containsExactly(row, row);
  }

  @Test
  void waitsForTheChangeUnderWayBeforeTheDatabaseIsOpenedAnew() throws InterruptedException {
    RotationJournal journal = new RotationJournal(log, List.of(), new MapCache<>());
    List<String> events = new CopyOnWriteArrayList<>();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch finish = new CountDownLatch(1);
    Thread changing =
        Thread.ofVirtual()
            .start(
                () ->
                    journal.<Boolean>together(
                        () -> {
                          begun.countDown();
                          awaitQuietly(finish);
                          return events.add("changed");
                        }));
    begun.await();
    Thread opening =
        Thread.ofVirtual().start(() -> journal.betweenChanges(() -> events.add("opened anew")));
    await().until(() -> opening.getState() == Thread.State.TIMED_WAITING);

    finish.countDown();
    changing.join();
    opening.join();

    assertThat(events).containsExactly("changed", "opened anew");
  }

  @Test
  void letsChangesGoOnOnceTheDatabaseIsOpenOrCouldNotBeOpened() throws InterruptedException {
    RotationJournal journal = new RotationJournal(log, List.of(), new MapCache<>());
    journal.betweenChanges(() -> {});
    assertThatThrownBy(
            () ->
                journal.betweenChanges(
                    () -> {
                      throw new StoreRefusedException("it is in use");
                    }))
        .isInstanceOf(StoreRefusedException.class);

    Thread changing = Thread.ofVirtual().start(() -> journal.<Boolean>together(() -> Boolean.TRUE));

    assertThat(changing.join(TestDaemon.PATIENCE)).isTrue();
  }

  @Test
  void opensNothingAnewOnceItIsToldToStop() {
    RotationJournal journal = new RotationJournal(log, List.of(), new MapCache<>());
    List<String> events = new ArrayList<>();
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> journal.betweenChanges(() -> events.add("opened anew")))
        .isInstanceOf(JournalUnavailableException.class);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(events).isEmpty();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Connection> rows() {
    List<Connection> rows = new ArrayList<>();
    log.crash(Integer.MAX_VALUE)
        .replay(
            0,
            (_, frame) -> {
              if (JournalFrameImage.read(frame)
                  instanceof JournalFrame.Changed(Change.ConnectionWritten(Connection found))) {
                rows.add(found);
              }
            });
    return rows;
  }

  private static Attempt attempt(ConnectionId id) {
    return new Attempt(
        UUID.randomUUID(), Attempt.Kind.REFRESH, id, new Generation(1), 1, "", Instant.EPOCH);
  }
}
