package io.rotakeep.cli.operator;

import io.grpc.Status;
import io.rotakeep.cli.session.CliFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A file, 0600, that gets its name once it is whole and would survive a power failure. Closed
 * before, it leaves nothing behind. Killed before, it leaves a draft beside the name, which the
 * next one of that name removes: the lock that a draft's writer holds is gone then.
 */
final class WholeFile implements AutoCloseable {
  private static final String DRAFT = ".part";

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
   * @throws CliFailure naming the file, why it cannot be made, and the mend
   */
  static WholeFile begin(Path target, boolean replacing) {
    requireFree(target, replacing);
    try {
      Path directory = target.toAbsolutePath().resolveSibling("");
      removeDrafts(directory, target);
      Path draft =
          Files.createTempFile(
              directory,
              draftPrefix(target),
              DRAFT,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE);
      var _ = channel.tryLock();
      return new WholeFile(target, replacing, draft, channel);
    } catch (IOException e) {
      throw unwritable(target, e);
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

  private static String draftPrefix(Path target) {
    return "." + target.getFileName() + ".";
  }

  /** Those that nobody writes any more. */
  private static void removeDrafts(Path directory, Path target) throws IOException {
    Pattern name = Pattern.compile(Pattern.quote(draftPrefix(target)) + "\\d+" + DRAFT);
    List<Path> drafts;
    try (Stream<Path> files = Files.list(directory)) {
      drafts =
          files
              .filter(file -> name.matcher(String.valueOf(file.getFileName())).matches())
              .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
              .toList();
    }
    for (Path draft : drafts) {
      removeIfLeft(draft);
    }
  }

  private static void removeIfLeft(Path draft) {
    try (FileChannel channel =
            FileChannel.open(draft, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        @Nullable FileLock lock = channel.tryLock()) {
      if (lock != null) {
        Files.deleteIfExists(draft);
      }
    } catch (IOException | OverlappingFileLockException e) {
      // Somebody else's, or in use: in nobody's way, since each draft has a name of its own.
    }
  }

  /**
   * @throws CliFailure if its disk takes no more, naming the file and the mend
   */
  void write(ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw unwritable(target, e);
    }
  }

  /**
   * @throws CliFailure as {@link #write}: a disk may say only here that it has no room
   */
  void finish() throws IOException {
    try {
      channel.force(true);
      move();
    } catch (IOException e) {
      throw unwritable(target, e);
    }
    whole = true;
    try (FileChannel directory =
        FileChannel.open(draft.resolveSibling("."), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private void move() throws IOException {
    if (replacing) {
      Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
      return;
    }
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

  private static CliFailure unwritable(Path target, IOException why) {
    return new CliFailure(
        Status.Code.UNAVAILABLE,
        "%s: cannot be written: %s; nothing was kept. %s, and run it again"
            .formatted(target, reason(why), mend(why)));
  }

  private static String reason(IOException why) {
    return switch (why) {
      case NoSuchFileException _, NotDirectoryException _ -> "its directory is not there";
      case AccessDeniedException _ -> "its directory may not be written by this user";
      case FileSystemException file when file.getReason() != null -> file.getReason();
      default -> String.valueOf(why.getMessage());
    };
  }

  private static String mend(IOException why) {
    return switch (why) {
      case NoSuchFileException _, NotDirectoryException _, AccessDeniedException _ ->
          "Name a file in a directory that may be written";
      default -> "Make room there, or name a file on another disk";
    };
  }
}
