package io.rotakeep.adapter.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@link HeadFile} on the disk: two slots of text for heads with a MAC and two for those without,
 * each pair written in turn and forced, so a crash leaves one of them. The newest with a MAC stays
 * until there is a newer one with a MAC, whatever is remembered beside it while there is no key.
 * Not thread-safe.
 */
final class HeadSlots {
  private static final int SLOTS = 4;

  /** Those for heads without a MAC begin here. */
  private static final int UNSIGNED = 2;

  private final Path file;
  private final String trail;
  private final @Nullable HeadSlot[] slots = new HeadSlot[SLOTS];

  /** Whether the file's name is on the disk: who made it may have ended before that. */
  private boolean named;

  HeadSlots(Path file, String trail) {
    this.file = file;
    this.trail = trail;
  }

  /** As they lie there; nothing if none was written yet, or the file was taken away. */
  byte[] bytes() throws IOException {
    try (FileChannel channel =
        FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      ByteBuffer read = ByteBuffer.allocate(SLOTS * HeadSlot.SIZE);
      while (read.hasRemaining() && channel.read(read, read.position()) >= 0) {
        // until the last slot is full or the file ends
      }
      return Arrays.copyOf(read.array(), read.position());
    } catch (NoSuchFileException _) {
      return new byte[0];
    }
  }

  /** Goes on from what {@link #bytes} read. */
  void take(byte[] read) {
    for (int i = 0; i < SLOTS; i++) {
      int from = Math.min(i * HeadSlot.SIZE, read.length);
      int to = Math.min(from + HeadSlot.SIZE, read.length);
      slots[i] = HeadSlot.read(trail, Arrays.copyOfRange(read, from, to), to - from);
    }
  }

  /** Null if none is whole. */
  @Nullable HeadSlot newest(boolean signedOnly) {
    HeadSlot newest = null;
    for (HeadSlot slot : slots) {
      if (slot != null
          && (slot.isSigned() || !signedOnly)
          && (newest == null || slot.isNewerThan(newest))) {
        newest = slot;
      }
    }
    return newest;
  }

  /** The number of the next one. */
  long next() {
    HeadSlot newest = newest(false);
    return newest == null ? 1 : Math.min(newest.sequence() + 1, HeadSlot.LAST);
  }

  /** In the place of the older one of its kind; durable on return. */
  void write(HeadSlot slot, Instant now) throws IOException {
    int place = slot.isSigned() ? free(0) : free(UNSIGNED);
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            OwnerFiles.FILE)) {
      put(channel, place, slot.bytes(now));
      channel.force(false);
      slots[place] = slot;
      for (int other = 0; other < SLOTS; other++) {
        if (other != place && isOver(other, slot)) {
          blank(channel, other);
        }
      }
    }
    if (!named) {
      OwnerFiles.syncDirectoryOf(file);
      named = true;
    }
  }

  /** Whether nobody is to find what is there, now that this one was written. */
  private boolean isOver(int place, HeadSlot written) {
    if (written.isSigned() && place < UNSIGNED) {
      // It would be ready to be put in the place of the new one.
      return true;
    }
    HeadSlot slot = slots[place];
    return slot != null
        && slot.sequence() >= written.sequence()
        && (written.isSigned() || !slot.isSigned());
  }

  private void blank(FileChannel channel, int place) throws IOException {
    byte[] blank = new byte[HeadSlot.SIZE];
    Arrays.fill(blank, HeadSlot.BLANK);
    put(channel, place, blank);
    slots[place] = null;
  }

  private static void put(FileChannel channel, int place, byte[] slot) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(slot);
    while (out.hasRemaining()) {
      channel.write(out, (long) place * HeadSlot.SIZE + out.position());
    }
  }

  /** The older one of two. */
  private int free(int first) {
    HeadSlot one = slots[first];
    HeadSlot other = slots[first + 1];
    boolean isFirst = one == null || (other != null && one.sequence() < other.sequence());
    return isFirst ? first : first + 1;
  }
}
