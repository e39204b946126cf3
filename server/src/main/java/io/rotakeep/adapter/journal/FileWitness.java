package io.rotakeep.adapter.journal;

import io.rotakeep.core.rotation.JournalCorruptException;
import io.rotakeep.core.rotation.JournalPoint;
import io.rotakeep.core.rotation.JournalUnavailableException;
import io.rotakeep.core.rotation.Witness;
import io.rotakeep.core.rotation.WitnessReading;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Witness} in a file of two slots. Its invariants:
 *
 * <ol>
 *   <li>The newest slot is never written; a crash at any byte of an advance damages the other one.
 *   <li>The slots lie in pages of their own, each with a checksum; the greater sequence counts.
 *   <li>The file gets its name only when it is whole and durable, so a short one is damage.
 *   <li>After a failed write nothing is accepted any more.
 * </ol>
 *
 * Safe for many threads.
 */
public final class FileWitness implements Witness {
  private static final int FILE_BYTES = 2 * WitnessSlot.PAGE_BYTES;

  private final LogDirectory directory;
  private final String name;
  private @Nullable LogFile file;
  private WitnessReading reading;
  private int newestSlot;
  private @Nullable Throwable failure;

  /** Locks the witness until it is closed; creates its directory, not the file. */
  public static FileWitness open(Path path) {
    return open(path, DiskDirectory::openLocked);
  }

  /**
   * What it says. Leaves nothing beside it, not even a lock, which its daemon could not open if it
   * were another user's.
   *
   * @throws JournalUnavailableException also while a daemon uses it
   */
  public static WitnessReading look(Path path) {
    try (FileWitness witness = open(path, DiskDirectory::openAsItIs)) {
      return witness.read();
    }
  }

  /** How its directory is opened, given the name of its lock. */
  private interface Opening {
    LogDirectory of(Path directory, String lockName);
  }

  private static FileWitness open(Path path, Opening opening) {
    Path absolute = path.toAbsolutePath();
    @Nullable Path parent = absolute.getParent();
    @Nullable Path name = absolute.getFileName();
    if (parent == null || name == null) {
      throw new JournalUnavailableException("witness " + path + ": name a file in a directory");
    }
    return open(opening.of(parent, name + ".lock"), name.toString());
  }

  static FileWitness open(LogDirectory directory, String name) {
    try {
      return new FileWitness(directory, name);
    } catch (IOException e) {
      try {
        directory.close();
      } catch (IOException second) {
        e.addSuppressed(second);
      }
      throw new JournalUnavailableException("witness " + directory + "/" + name + ": " + e, e);
    }
  }

  private FileWitness(LogDirectory directory, String name) throws IOException {
    this.directory = directory;
    this.name = name;
    if (directory.names().contains(name)) {
      LogFile existing = directory.open(name);
      this.file = existing;
      this.reading = readSlots(existing);
    } else {
      this.reading = new WitnessReading.Missing();
    }
  }

  @Override
  public synchronized WitnessReading read() {
    return reading;
  }

  @Override
  public synchronized void advance(UUID storeId, JournalPoint point) {
    if (failure != null) {
      throw new JournalUnavailableException(
          describe() + " failed and stays closed until the daemon is restarted: " + failure,
          failure);
    }
    try {
      switch (reading) {
        case WitnessReading.Missing _ -> createAt(storeId, point);
        case WitnessReading.At at -> advance(at, storeId, point);
        case WitnessReading.Damaged damaged ->
            throw new JournalCorruptException(
                describe()
                    + " is damaged ("
                    + damaged.why()
                    + "); nothing was changed: move it away, and the store starts in quarantine");
      }
      reading = new WitnessReading.At(storeId, point);
    } catch (IOException e) {
      failure = e;
      throw new JournalUnavailableException(describe() + ": " + e, e);
    }
  }

  @Override
  public synchronized void close() {
    failure = failure == null ? new IOException("it was closed") : failure;
    try {
      if (file != null) {
        file.close();
      }
      directory.close();
    } catch (IOException e) {
      throw new JournalUnavailableException(describe() + ": " + e, e);
    }
  }

  private WitnessReading readSlots(LogFile existing) throws IOException {
    long size = existing.size();
    if (size != FILE_BYTES) {
      return new WitnessReading.Damaged("it must be " + FILE_BYTES + " bytes long, and is " + size);
    }
    ByteBuffer bytes = ByteBuffer.allocate(FILE_BYTES);
    existing.read(bytes, 0);
    WitnessSlot first = WitnessSlot.decode(bytes.slice(0, WitnessSlot.PAGE_BYTES));
    WitnessSlot second =
        WitnessSlot.decode(bytes.slice(WitnessSlot.PAGE_BYTES, WitnessSlot.PAGE_BYTES));
    return newest(first, second);
  }

  private WitnessReading newest(WitnessSlot first, WitnessSlot second) {
    return switch (first) {
      case WitnessSlot.Invalid invalid -> {
        newestSlot = 1;
        yield switch (second) {
          case WitnessSlot.Invalid other when other.equals(invalid) ->
              new WitnessReading.Damaged("in both slots " + invalid.why());
          case WitnessSlot.Invalid other ->
              new WitnessReading.Damaged(
                  "in its first slot " + invalid.why() + ", in its second " + other.why());
          case WitnessSlot.Valid valid -> valid.reading();
        };
      }
      case WitnessSlot.Valid one ->
          switch (second) {
            case WitnessSlot.Invalid _ -> one.reading();
            case WitnessSlot.Valid two -> newest(one, two);
          };
    };
  }

  private WitnessReading newest(WitnessSlot.Valid first, WitnessSlot.Valid second) {
    if (!first.storeId().equals(second.storeId())) {
      return new WitnessReading.Damaged("its slots belong to two stores");
    }
    newestSlot = first.point().sequence() >= second.point().sequence() ? 0 : 1;
    return newestSlot == 0 ? first.reading() : second.reading();
  }

  private void createAt(UUID storeId, JournalPoint point) throws IOException {
    String temporary = name + ".new";
    if (directory.names().contains(temporary)) {
      directory.delete(temporary);
    }
    LogFile created = directory.create(temporary);
    file = created;
    created.write(ByteBuffer.allocate(FILE_BYTES), 0);
    created.write(new WitnessSlot.Valid(storeId, point).encode(), 0);
    created.force();
    directory.rename(temporary, name);
    directory.sync();
    newestSlot = 0;
  }

  private void advance(WitnessReading.At at, UUID storeId, JournalPoint point) throws IOException {
    if (!at.storeId().equals(storeId)) {
      throw new JournalCorruptException(
          describe()
              + " is the witness of store "
              + at.storeId()
              + ", not of "
              + storeId
              + "; nothing was changed: name the file that belongs to this store");
    }
    if (point.equals(at.point())) {
      return;
    }
    if (point.sequence() <= at.point().sequence()) {
      throw new JournalCorruptException(
          describe()
              + " has seen frame "
              + at.point().sequence()
              + ", the journal is back at "
              + point.sequence()
              + "; nothing was changed: restore the newest data directory");
    }
    LogFile target = file;
    if (target == null) {
      return;
    }
    int slot = 1 - newestSlot;
    target.write(
        new WitnessSlot.Valid(storeId, point).encode(), (long) slot * WitnessSlot.PAGE_BYTES);
    target.force();
    newestSlot = slot;
  }

  private String describe() {
    return "witness " + directory + "/" + name;
  }
}
