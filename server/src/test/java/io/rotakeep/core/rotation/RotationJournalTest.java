package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.connection.Samples;
import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.provider.ProviderName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
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
