package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Tombstone;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The truth of what was sent and what came back; the database is its index.
 *
 * <p>Invariants:
 *
 * <ul>
 *   <li>An attempt is durable here before its first byte leaves, and its answer before it is read.
 *   <li>A change of the store is here before its caller hears of it, and in the database before it
 *       is here: so a frame that is here has been applied, and a checkpoint may forget it.
 *   <li>Nothing is forgotten from the oldest open attempt on.
 * </ul>
 *
 * Thread-safe.
 */
public final class RotationJournal {
  private final WriteAheadLog log;
  private final ConcurrentHashMap<UUID, OpenAttempt> open = new ConcurrentHashMap<>();

  /** Rows that the database has and the log refused. */
  private final ConcurrentHashMap<ConnectionId, Change> unkept = new ConcurrentHashMap<>();

  /** The revisions of rows that this process put here. */
  private final BoundedCache<ConnectionId, Long> kept;

  final AtomicLong copiedAfter = new AtomicLong(Long.MAX_VALUE); // nothing later is forgotten

  private final JournalLife life = new JournalLife();

  /**
   * @param unsettled what {@link StoreOpening} found open; from here on no checkpoint runs past it
   * @param kept empty; what it forgets is written here once more
   */
  public RotationJournal(
      WriteAheadLog log, Collection<OpenAttempt> unsettled, BoundedCache<ConnectionId, Long> kept) {
    this.log = log;
    this.kept = kept;
    unsettled.forEach(attempt -> open.put(attempt.attempt().id(), attempt));
  }

  /** A change of the database and its frame here; see {@link JournalLife#together}. */
  public <T> T together(Supplier<T> change) {
    return life.together(change);
  }

  /** Between the changes; see {@link JournalLife#betweenChanges}. */
  void betweenChanges(Runnable act) {
    life.betweenChanges(act);
  }

  /** Rows that the log refused: nowhere else, once the database that had them has lost them. */
  List<Change> unkept() {
    return List.copyOf(unkept.values());
  }

  /** No attempt is intended from here on: without keys, no answer could be kept. */
  public void land() {
    life.land();
  }

  /** Nothing is written here from now on; see {@link JournalLife#end}. */
  public void end() {
    life.end();
  }

  /**
   * @throws io.rotakeep.core.seal.SealedException if no attempt may be intended any more
   */
  void requireAttempts() {
    life.requireAttempts();
  }

  /**
   * Returns when the intent and the witness are durable: from here on the token may be sent.
   *
   * @throws io.rotakeep.core.seal.SealedException if it may not be sent any more
   */
  public void intend(Attempt attempt) {
    requireAttempts();
    // Registered before it is appended, so that no checkpoint runs past it in between.
    open.put(attempt.id(), new OpenAttempt(attempt, log.position().last(), null));
    try {
      living().appendDurably(JournalFrameImage.write(new JournalFrame.Intent(attempt)));
    } catch (RuntimeException e) {
      open.remove(attempt.id());
      throw e;
    }
  }

  /** Returns when the answer would survive any crash. */
  public void keepResponse(UUID attempt, KeptResponse response) {
    open.computeIfPresent(attempt, (_, found) -> found.answered(response));
    living().appendDurably(JournalFrameImage.write(new JournalFrame.Response(attempt, response)));
  }

  /**
   * Ends an attempt whose result the database has. Not forced: until it is durable, recovery comes
   * to the same row from the kept response.
   */
  public void settle(UUID attempt, Change change) {
    living().append(JournalFrameImage.write(new JournalFrame.Settled(attempt, change)));
    note(change);
    open.remove(attempt);
  }

  /** Ends an attempt that changed nothing. Not forced: a crash makes it in doubt, which is safe. */
  public void close(UUID attempt) {
    living().append(JournalFrameImage.write(new JournalFrame.Closed(attempt)));
    open.remove(attempt);
  }

  /** Notes that the store is about to be trusted again; it is once the database says so. */
  public void announceTrust() {
    living().appendDurably(JournalFrameImage.write(new JournalFrame.Trusted()));
  }

  /** Returns when a change that the database has would survive any crash. */
  public void keep(Change change) {
    living().appendDurably(JournalFrameImage.write(new JournalFrame.Changed(change)));
  }

  /** The same for a connection's row; what is refused is to be kept again before it is used. */
  void keepRow(ConnectionId id, Change change) {
    unkept.put(id, change);
    keepAgain(id);
  }

  /**
   * Keeps what was refused before, so that nobody builds on a row that a crash may take. A change
   * that was overtaken meanwhile does no harm: a start passes over it.
   */
  void keepAgain(ConnectionId id) {
    Change change = unkept.get(id);
    if (change != null) {
      keep(change);
      note(change);
      unkept.remove(id, change);
    }
  }

  /**
   * Puts the row here that an attempt is about to build on, unless it is known to be here: a
   * process that died may have left it in the database only, and an answer without the row it
   * belongs to could not be repeated in an older database. Not forced: the intent that follows is.
   */
  void vouchFor(Connection row) {
    Long known = kept.find(row.id());
    if (known == null || known != row.revision()) {
      Change change = new Change.ConnectionWritten(row);
      living().append(JournalFrameImage.write(new JournalFrame.Changed(change)));
      note(change);
    }
  }

  /** The newest revision that this process has put here; null if it is not known. */
  @Nullable Long newestRevision(ConnectionId id) {
    return kept.find(id);
  }

  private WriteAheadLog living() {
    life.require();
    return log;
  }

  private void note(Change change) {
    switch (change) {
      case Change.ConnectionWritten(Connection row) ->
          kept.merge(row.id(), row.revision(), (_, newest) -> newest);
      case Change.ConnectionDeleted(Tombstone tombstone) -> kept.remove(tombstone.id());
      case Change.HoldWritten _,
          Change.IncidentWritten _,
          Change.ProviderWritten _,
          Change.ProviderDeleted _ -> {}
    }
  }

  /**
   * The refresh of this connection that has not been settled, if there is one. To be asked under
   * the connection's lock: then it is no refresh that is under way.
   */
  public Optional<OpenAttempt> openAttempt(ConnectionId connection) {
    return open.values().stream()
        .filter(found -> found.attempt().kind() != Attempt.Kind.EXCHANGE)
        .filter(found -> found.attempt().connection().equals(connection))
        .findFirst();
  }

  /** The answer that an open attempt got, if it got one. */
  public Optional<KeptResponse> response(UUID attempt) {
    return Optional.ofNullable(open.get(attempt)).map(OpenAttempt::response);
  }

  public Collection<OpenAttempt> openAttempts() {
    return List.copyOf(open.values());
  }

  /** Up to here every change is in the database and no attempt is open. */
  public long settledThrough() {
    long last = log.position().last();
    return open.values().stream().mapToLong(OpenAttempt::from).reduce(last, Math::min);
  }

  /**
   * Makes durable what was appended so far, and a note that a checkpoint follows. Without it a
   * crash could leave a database that claims more than its journal has, as a restored one does.
   *
   * @return the sequence of the note
   */
  long announceCheckpoint(long through) {
    return living().appendDurably(JournalFrameImage.write(new JournalFrame.Checkpoint(through)));
  }

  void trim(long through) {
    living().trim(Math.min(through, copiedAfter.get()));
  }

  /**
   * An attempt that has not been settled.
   *
   * @param from the newest sequence that was surely before its intent
   * @param response the kept answer; null if none came
   */
  public record OpenAttempt(Attempt attempt, long from, @Nullable KeptResponse response) {
    OpenAttempt answered(KeptResponse kept) {
      return new OpenAttempt(attempt, from, kept);
    }
  }
}
