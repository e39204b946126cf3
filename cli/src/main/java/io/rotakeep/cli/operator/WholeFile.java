package io.rotakeep.cli.operator;

import io.grpc.Status;
import io.rotakeep.cli.session.CliFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
import org.jspecify.annotations.Nullable;

/**
 * A file, 0600, that gets its name once it is whole and would survive a power failure. Closed
 * before, it leaves nothing behind. Killed before, it leaves a draft beside the name, which the
 * next one of that name removes: the lock that a draft's writer holds is gone then. Where the file
 * system has no locks a draft that was left stays.
 */
final class WholeFile implements AutoCloseable {
  private final Path target;
  private final boolean replacing;
  private final Draft draft;

  /** The draft's name is none any more. */
  private boolean renamed;

  private WholeFile(Path target, boolean replacing, Draft draft) {
    this.target = target;
    this.replacing = replacing;
    this.draft = draft;
  }

  /**
   * Begins one.
   *
   * @param replacing whether it may take the place of another file
   * @throws CliFailure naming the file, why it cannot be made, and the mend
   */
  static WholeFile begin(Path target, boolean replacing) {
    return begin(target, replacing, FileChannel::tryLock);
  }

  static WholeFile begin(Path target, boolean replacing, Draft.Locking locking) {
    requireFree(target, replacing);
    try {
      @Nullable Draft draft = Draft.begin(target, locking);
      if (draft != null) {
        return new WholeFile(target, replacing, draft);
      }
    } catch (IOException e) {
      throw unwritable(target, e);
    }
    throw new CliFailure(
        Status.Code.UNAVAILABLE,
        target + ": other backups to this name begin again and again; let one of them end first");
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

  /**
   * @throws CliFailure if its disk takes no more, naming the file and the mend
   */
  void write(ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        draft.channel().write(bytes);
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
      draft.channel().force(true);
      move();
    } catch (NoSuchFileException e) {
      throw Files.isDirectory(draft.path().resolveSibling("")) ? removed() : unwritable(target, e);
    } catch (IOException e) {
      throw unwritable(target, e);
    }
    try (FileChannel directory =
        FileChannel.open(draft.path().resolveSibling("."), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private void move() throws IOException {
    if (replacing) {
      Files.move(draft.path(), target, StandardCopyOption.ATOMIC_MOVE);
      renamed = true;
      return;
    }
    try {
      link();
    } catch (FileAlreadyExistsException e) {
      throw taken(target);
    }
  }

  /** A second name is refused where a file is by now; a new one would take its place. */
  private void link() throws IOException {
    try {
      Files.createLink(target, draft.path());
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) {
      // There are none on this file system, as on FAT: it looks first, then renames.
      Files.move(draft.path(), target);
      renamed = true;
    }
  }

  private CliFailure removed() {
    return new CliFailure(
        Status.Code.UNAVAILABLE,
        "%s: its draft, %s, was removed while it was written; nothing was kept. Let nobody tidy"
                .formatted(target, draft.path().getFileName())
            + " there while a backup runs, and run it again");
  }

  @Override
  public void close() {
    try {
      draft.close(renamed);
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
