package io.rotakeep.cli.operator;

import io.rotakeep.cli.session.CliFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A file, 0600, that gets its name once it is whole and would survive a power failure. Closed
 * before, it leaves nothing behind.
 */
final class WholeFile implements AutoCloseable {
  private final Path target;
  private final boolean replacing;
  private final Path draft;
  private final FileChannel channel;
  private boolean whole;

  private WholeFile(Path target, boolean replacing, Path draft, FileChannel channel) {
    this.target = target;
    this.replacing = replacing;
    this.draft = draft;
    this.channel = channel;
  }

  /**
   * Begins one.
   *
   * @param replacing whether it may take the place of another file
   */
  static WholeFile begin(Path target, boolean replacing) {
    requireFree(target, replacing);
    try {
      Path directory = target.toAbsolutePath().getParent();
      Path draft =
          Files.createTempFile(
              directory,
              "." + target.getFileName() + ".",
              ".part",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      return new WholeFile(
          target, replacing, draft, FileChannel.open(draft, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireFree(Path target, boolean replacing) {
    if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)
        && !(replacing && Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS))) {
      throw taken(target);
    }
  }

  private static CliFailure taken(Path target) {
    return CliFailure.invalid(
        Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)
            ? target + ": exists; give another name, or --force to replace it"
            : target + ": exists and is no regular file; give another name");
  }

  void write(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  void finish() throws IOException {
    channel.force(true);
    if (replacing) {
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    } else {
      move();
    }
    whole = true;
    try (FileChannel directory =
        FileChannel.open(draft.resolveSibling("."), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private void move() throws IOException {
    try {
      Files.move(draft, target);
    } catch (FileAlreadyExistsException e) {
      throw taken(target);
    }
  }

  @Override
  public void close() {
    try (channel) {
      if (!whole) {
        Files.deleteIfExists(draft);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
