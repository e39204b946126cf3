package io.rotakeep.adapter.file;

import io.rotakeep.core.BugException;
import io.rotakeep.core.seal.SealStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The sealed keys in one file of two slots.
 *
 * <p>Invariants: once the file exists, at least one slot is whole; a save writes only into the slot
 * that is not the newest whole one; the newest is the one with the higher sequence. The first save
 * writes beside the file and renames, so that a file without a whole slot is damage and never a
 * beginning.
 *
 * <p>A slot is {@code digest(32) sequence(8) length(4) blob}, at 0 and at 64 KiB; SHA-256 over all
 * that follows it tells a whole slot from a torn one. Whether the blob is genuine is not decided
 * here. Not thread-safe.
 */
public final class FileSealStore implements SealStore {
  static final int SLOT = 64 * 1024;

  private static final int DIGEST = 32;
  private static final int HEADER = DIGEST + Long.BYTES + Integer.BYTES;

  private final Path file;

  public FileSealStore(Path file) {
    this.file = file;
  }

  private record Slot(int position, long sequence, ByteBuffer blob) {}

  @Override
  public Optional<byte[]> load() throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try (FileChannel channel = open(StandardOpenOption.READ)) {
      ByteBuffer blob = newest(channel).blob();
      byte[] loaded = new byte[blob.remaining()];
      blob.get(loaded);
      return Optional.of(loaded);
    }
  }

  @Override
  public void save(byte[] blob) throws IOException {
    if (blob.length > SLOT - HEADER) {
      throw new IOException("the sealed keys have " + blob.length + " bytes, too many for a slot");
    }
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      create(blob);
      return;
    }
    try (FileChannel channel = open(StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      Slot newest = newest(channel);
      int other = newest.position() == 0 ? SLOT : 0;
      write(channel, slot(newest.sequence() + 1, blob), other);
      channel.force(true);
    }
  }

  @Override
  public void forgetOlder() throws IOException {
    byte[] newest = load().orElseThrow(() -> new IOException(file + ": nothing was saved yet"));
    if (!isAlone(newest)) {
      save(newest);
    }
  }

  /** Whether the other slot is blank, or says the same. */
  private boolean isAlone(byte[] newest) throws IOException {
    try (FileChannel channel = open(StandardOpenOption.READ)) {
      int other = newest(channel).position() == 0 ? SLOT : 0;
      Optional<Slot> beside = read(channel, other);
      return beside.isPresent()
          ? beside.get().blob().equals(ByteBuffer.wrap(newest))
          : isBlank(channel, other);
    }
  }

  private static boolean isBlank(FileChannel channel, int position) throws IOException {
    ByteBuffer slot = bytesAt(channel, position);
    return IntStream.range(0, slot.limit()).allMatch(at -> slot.get(at) == 0);
  }

  private void create(byte[] blob) throws IOException {
    Path draft = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(draft);
    try (FileChannel channel =
        FileChannel.open(
            draft,
            Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
            OwnerOnly.FILE)) {
      write(channel, slot(1, blob), 0);
      write(channel, ByteBuffer.allocate(SLOT), SLOT);
      channel.force(true);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      OwnerOnly.syncDirectory(directory);
    }
  }

  private FileChannel open(StandardOpenOption... options) throws IOException {
    Stream<LinkOption> noLinks = Stream.of(LinkOption.NOFOLLOW_LINKS);
    return FileChannel.open(
        file, Stream.concat(Arrays.stream(options), noLinks).toArray(OpenOption[]::new));
  }

  private Slot newest(FileChannel channel) throws IOException {
    return Stream.concat(read(channel, 0).stream(), read(channel, SLOT).stream())
        .max(Comparator.comparingLong(Slot::sequence))
        .orElseThrow(
            () ->
                new IOException(
                    file
                        + ": both copies of the sealed keys are damaged; restore it from a"
                        + " backup"));
  }

  private static Optional<Slot> read(FileChannel channel, int position) throws IOException {
    ByteBuffer slot = bytesAt(channel, position);
    if (slot.remaining() < HEADER) {
      return Optional.empty();
    }
    byte[] digest = new byte[DIGEST];
    slot.get(digest);
    long sequence = slot.getLong();
    int length = slot.getInt();
    if (length < 0 || length > slot.remaining()) {
      return Optional.empty();
    }
    ByteBuffer blob = slot.slice(slot.position(), length);
    boolean whole = MessageDigest.isEqual(digest, digest(sequence, blob.duplicate()));
    return whole ? Optional.of(new Slot(position, sequence, blob)) : Optional.empty();
  }

  private static ByteBuffer bytesAt(FileChannel channel, int position) throws IOException {
    ByteBuffer slot = ByteBuffer.allocate(SLOT);
    while (slot.hasRemaining() && channel.read(slot, position + slot.position()) >= 0) {
      // until the slot is full or the file ends
    }
    return slot.flip();
  }

  /** As long as a slot, so that nothing of a longer blob before it remains. */
  private static ByteBuffer slot(long sequence, byte[] blob) {
    return ByteBuffer.allocate(SLOT)
        .put(digest(sequence, ByteBuffer.wrap(blob)))
        .putLong(sequence)
        .putInt(blob.length)
        .put(blob)
        .clear();
  }

  private static void write(FileChannel channel, ByteBuffer slot, int position) throws IOException {
    while (slot.hasRemaining()) {
      channel.write(slot, position + slot.position());
    }
  }

  private static byte[] digest(long sequence, ByteBuffer blob) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(
          ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
              .putLong(sequence)
              .putInt(blob.remaining())
              .flip());
      digest.update(blob);
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new BugException("every JDK has SHA-256", e);
    }
  }
}
