package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.InMemoryStores;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.Samples;
import io.rotakeep.core.connection.Tombstone;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether a row shows what became of an attempt, so that it is not settled twice. */
class ShownResultsTest {
  private static final UUID ATTEMPT = new UUID(1, 2);
  private static final Connection ROW = Samples.active("acme/one");

  private final ConnectionLocks locks = new ConnectionLocks();
  private final InMemoryStores stores = new InMemoryStores();
  private final FaultyWriteAheadLog log =
      new FaultyWriteAheadLog(TestDaemon.STORE, new MemoryWitness());
  private final RotationJournal journal = new RotationJournal(log, List.of(), new MapCache<>());

  @Test
  void theNextGenerationShowsIt() {
    assertThat(ShownResults.shows(Samples.rotated(ROW), attempt())).isTrue();
  }

  @Test
  void anActiveRowOfTheSameGenerationDoesNotWhateverItsRevision() {
    assertThat(ShownResults.shows(ROW, attempt())).isFalse();
    assertThat(ShownResults.shows(ROW.nextRevision(), attempt())).isFalse();
  }

  @Test
  void aDoubtShowsTheAttemptItIsOfAndNoOther() {
    assertThat(ShownResults.shows(in(doubtOf(ATTEMPT)), attempt())).isTrue();
    assertThat(ShownResults.shows(in(doubtOf(new UUID(3, 4))), attempt())).isFalse();
  }

  @ParameterizedTest
  @MethodSource("endedByPeople")
  void aStateThatAPersonMustEndShowsIt(ConnectionState state) {
    assertThat(ShownResults.shows(in(state), attempt())).isTrue();
  }

  static List<ConnectionState> endedByPeople() {
    return List.of(
        new ConnectionState.PendingAuthorization(),
        new ConnectionState.ReauthorizationRequired(Reason.LOST_RESPONSE),
        new ConnectionState.Quarantined(Reason.OPERATOR),
        new ConnectionState.Revoked(Reason.OPERATOR));
  }

  /** The database may still lose what it shows. */
  @Test
  void theJournalGetsTheRowOrTheDeletionThatIsShown() {
    Tombstone tombstone = new Tombstone(ROW.id(), ROW.generation(), 2, Samples.NOW);
    locks.whileHolding(ROW.id(), lock -> stores.connections().create(lock, ROW));
    repeat(ROW);
    locks.whileHolding(ROW.id(), lock -> stores.connections().delete(lock, ROW, tombstone));
    repeat(null);

    assertThat(frames())
        .contains(
            new JournalFrame.Settled(ATTEMPT, new Change.ConnectionWritten(ROW)),
            new JournalFrame.Settled(ATTEMPT, new Change.ConnectionDeleted(tombstone)));
    assertThat(journal.openAttempts()).isEmpty();
  }

  /** A restored database may know neither of it. */
  @Test
  void anAttemptOfWhichNothingIsKnownIsClosed() {
    repeat(null);

    assertThat(frames()).endsWith(new JournalFrame.Closed(ATTEMPT));
    assertThat(journal.openAttempts()).isEmpty();
  }

  private void repeat(@Nullable Connection row) {
    journal.intend(attempt());
    new ShownResults(journal, stores.lineage()).repeat(attempt(), row);
  }

  private List<JournalFrame> frames() {
    List<JournalFrame> frames = new ArrayList<>();
    log.replay(0, (_, frame) -> frames.add(JournalFrameImage.read(frame)));
    return frames;
  }

  private static ConnectionState doubtOf(UUID attempt) {
    return new ConnectionState.InDoubt(attempt, Samples.NOW, 1, false);
  }

  private static Connection in(ConnectionState state) {
    return ROW.withState(state, Samples.NOW);
  }

  private static Attempt attempt() {
    return Attempt.of(ATTEMPT, Attempt.Kind.REFRESH, ROW, Samples.NOW);
  }
}
