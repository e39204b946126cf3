package io.rotakeep.core.backup;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditReason;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.rotation.Change;
import io.rotakeep.core.rotation.JournalStretch;
import io.rotakeep.core.rotation.RotationJournal;
import io.rotakeep.core.seal.SealStore;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Copies the store while it serves, without a moment in which others wait: rows are read in pages,
 * each as it is then, and behind them comes the journal from before the first page until after the
 * last. Repeated over the rows it makes them the store of its end, since revisions decide. Nothing
 * is decrypted. Thread-safe; one backup at a time.
 */
public final class StoreBackup {
  private final Sources sources;
  private final RotationJournal journal;
  private final Origin origin;
  private final AuditDevice audit;
  private final LastBackup last;
  private final InstantSource clock;
  private final AtomicBoolean underWay = new AtomicBoolean();

  /** What is copied. */
  public record Sources(SealStore seal, StoreRows rows, JournalFiles journal) {}

  /** Where backups come from. */
  public record Origin(UUID storeId, String version, String node) {}

  /** Who takes a backup. */
  public record Asker(String caller, String requestId) {}

  /** How it ended. */
  public sealed interface Result {
    record Taken(Receipt receipt) implements Result {}

    /** Whoever took it has gone. */
    record Left() implements Result {}

    record UnderWay() implements Result {}

    /** The rows may be encrypted with keys that are not in the copy: begin again. */
    record KeysChanged() implements Result {}
  }

  /** What was written. */
  public static final class Receipt {
    private final Instant taken;
    private final long bytes;
    private final byte[] sha256;

    private Receipt(Instant taken, long bytes, byte[] sha256) {
      this.taken = taken;
      this.bytes = bytes;
      this.sha256 = sha256;
    }

    public long bytes() {
      return bytes;
    }

    public byte[] sha256() {
      return sha256.clone();
    }
  }

  public StoreBackup(
      Sources sources,
      RotationJournal journal,
      Origin origin,
      AuditDevice audit,
      LastBackup last,
      InstantSource clock) {
    this.sources = sources;
    this.journal = journal;
    this.origin = origin;
    this.audit = audit;
    this.last = last;
    this.clock = clock;
  }

  /** Writes all of it into the sink, which may be slow, in the calling thread. */
  public Result take(Asker asker, BackupSink sink) {
    if (!underWay.compareAndSet(false, true)) {
      return new Result.UnderWay();
    }
    try {
      tell(asker, AuditOutcome.BEGUN, new AuditReason("", ""));
      return taken(asker, sink);
    } finally {
      underWay.set(false);
    }
  }

  private Result taken(Asker asker, BackupSink sink) {
    Result result;
    try {
      result = written(sink);
    } catch (RuntimeException e) {
      tell(asker, AuditOutcome.FAILED, new AuditReason("STORE_UNAVAILABLE", ""));
      throw e;
    }
    switch (result) {
      case Result.Taken(Receipt receipt) -> {
        tell(asker, AuditOutcome.SUCCEEDED, new AuditReason("", text(receipt)));
        if (!sink.end(receipt)) {
          return left(asker);
        }
        last.taken(receipt.taken);
      }
      case Result.Left _ -> {
        return left(asker);
      }
      case Result.KeysChanged _ ->
          tell(asker, AuditOutcome.FAILED, new AuditReason("KEYS_CHANGED", ""));
      case Result.UnderWay _ -> {}
    }
    return result;
  }

  private Result left(Asker asker) {
    tell(asker, AuditOutcome.FAILED, new AuditReason("CALLER_LEFT", ""));
    return new Result.Left();
  }

  private Result written(BackupSink sink) {
    BackupWriter out = new BackupWriter(sink);
    try (JournalStretch stretch = JournalStretch.of(journal)) {
      byte[] keys = keys();
      Instant begun = clock.instant();
      out.header(
          new BackupHeader(
              origin.storeId(), origin.version(), origin.node(), begun, stretch.after()));
      out.seal(keys);
      out.sum();
      StoreRows.Reading reading = sources.rows().begin();
      Tally tally = new Tally();
      rows(reading, out, tally);
      long through = stretch.end();
      sources.journal().copy(stretch.after(), through, out::segment);
      out.sum();
      // A key is in the seal before it encrypts: unchanged, it has those of all that was read.
      if (!Arrays.equals(keys, keys())) {
        return new Result.KeysChanged();
      }
      out.end(tally.counts(reading.leftOut(), through));
      return new Result.Taken(new Receipt(begun, out.written(), out.sha256()));
    } catch (BackupWriter.LeftException e) {
      return new Result.Left();
    }
  }

  private static void rows(StoreRows.Reading reading, BackupWriter out, Tally tally) {
    for (List<Change> page = reading.changes(); !page.isEmpty(); page = reading.changes()) {
      page.forEach(out::row);
      page.forEach(tally::add);
    }
    out.sum();
    for (List<Ancestor> page = reading.ancestors(); !page.isEmpty(); page = reading.ancestors()) {
      page.forEach(out::ancestor);
      tally.ancestors += page.size();
    }
    out.sum();
  }

  private static final class Tally {
    private long connections;
    private long others;
    private long ancestors;

    void add(Change change) {
      switch (change) {
        case Change.ConnectionWritten _ -> connections++;
        case Change.ConnectionDeleted _,
            Change.HoldWritten _,
            Change.IncidentWritten _,
            Change.ProviderWritten _,
            Change.ProviderDeleted _ ->
            others++;
      }
    }

    BackupCounts counts(long leftOut, long through) {
      return new BackupCounts(connections, others, ancestors, leftOut, through);
    }
  }

  private byte[] keys() {
    try {
      return sources.seal().load().orElseThrow(() -> new IOException("the seal is missing"));
    } catch (IOException e) {
      throw new StoreUnavailableException("the sealed keys cannot be read: " + e, e);
    }
  }

  private static String text(Receipt receipt) {
    return receipt.bytes() + " bytes, sha256 " + HexFormat.of().formatHex(receipt.sha256());
  }

  private void tell(Asker asker, AuditOutcome outcome, AuditReason reason) {
    audit.recordDurably(
        new AuditRecord(
            clock.instant(),
            AuditAction.STORE_BACKED_UP,
            outcome,
            asker.caller(),
            "",
            0,
            "",
            asker.requestId(),
            reason));
  }
}
