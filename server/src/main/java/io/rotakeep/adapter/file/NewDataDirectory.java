package io.rotakeep.adapter.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserPrincipal;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A data directory in the making, beside the place where it will be: whoever is interrupted leaves
 * nothing there, or all of it. Locked as one in use is.
 */
public final class NewDataDirectory implements AutoCloseable {
  private static final String LOCK = "lock";

  private final Path target;
  private final DataDirectory draft;
  private boolean published;

  private NewDataDirectory(Path target, DataDirectory draft) {
    this.target = target;
    this.draft = draft;
  }

  /**
   * Refuses a place where something is. Removes what an interrupted one has left behind.
   *
   * @throws UnusableFileException with the mend
   */
  public static NewDataDirectory beside(Path place) {
    try {
      Path target = Files.exists(place) ? place.toRealPath() : place.toAbsolutePath().normalize();
      requireEmpty(target);
      Path draft = target.resolveSibling("." + target.getFileName() + ".restoring");
      if (Files.isSymbolicLink(draft)) {
        throw new UnusableFileException(draft + ": is a link, and in the way; remove it");
      }
      DataDirectory directory = DataDirectory.open(draft);
      removeAllBut(directory.path(), LOCK);
      return new NewDataDirectory(target, directory);
    } catch (AccessDeniedException e) {
      throw new UnusableFileException(
          place + ": cannot be made in its parent directory; run this as root: " + e, e);
    } catch (IOException e) {
      throw new UnusableFileException(place + ": cannot be restored to: " + e, e);
    }
  }

  /** Refuses a place where something is; changes nothing. */
  public static void requireEmpty(Path target) throws IOException {
    if (!Files.exists(target)) {
      return;
    }
    if (!Files.isDirectory(target)) {
      throw new UnusableFileException(target + ": not a directory");
    }
    try (Stream<Path> entries = Files.list(target)) {
      if (entries.anyMatch(entry -> !entry.endsWith(LOCK))) {
        throw new UnusableFileException(
            String.format(
                Locale.ROOT,
                "%s: is not empty, and nothing in it is replaced; stop its daemon, then move it"
                    + " away: mv %s %s.lost",
                target,
                target,
                target));
      }
    }
  }

  public Path path() {
    return draft.path();
  }

  public Path file(String name) {
    return draft.file(name);
  }

  /**
   * Puts it in its place, with the owner of the empty directory that is there; durable on return.
   */
  public void publish() throws IOException {
    boolean thereIsAPlace = Files.exists(target);
    if (thereIsAPlace) {
      give(Files.readAttributes(target, PosixFileAttributes.class));
    }
    syncAll(); // the owner too: a daemon could not open what is root's
    if (thereIsAPlace) {
      removeLock();
    }
    try {
      Files.move(draft.path(), target, StandardCopyOption.ATOMIC_MOVE);
    } catch (DirectoryNotEmptyException e) {
      throw new UnusableFileException(target + ": something came into it meanwhile", e);
    } catch (IOException e) {
      throw new UnusableFileException(
          target + ": cannot be replaced; it may be a mount point, name a directory in it: " + e,
          e);
    }
    published = true;
    OwnerOnly.syncDirectory(parent());
  }

  @Override
  public void close() {
    try {
      if (!published) {
        removeAllBut(draft.path(), LOCK);
        Files.delete(draft.file(LOCK));
        Files.delete(draft.path());
      }
    } catch (IOException e) {
      throw new UnusableFileException(draft.path() + ": cannot be removed; remove it: " + e, e);
    } finally {
      draft.close();
    }
  }

  private Path parent() {
    return target.resolveSibling(".").normalize();
  }

  private void syncAll() throws IOException {
    for (Path entry : deepestFirst(draft.path())) {
      OwnerOnly.syncDirectory(entry); // a file is forced in the same way
    }
  }

  /** A daemon that was started before there was a store leaves one; it may just begin. */
  private void removeLock() throws IOException {
    Path lock = target.resolve(LOCK);
    if (!Files.exists(lock, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (FileChannel channel =
        FileChannel.open(lock, Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS))) {
      FileLock held = channel.tryLock();
      if (held == null) {
        throw new UnusableFileException(target + ": in use by a daemon; stop it first");
      }
      Files.delete(lock);
    }
  }

  /** For an operator who restores as root. */
  private void give(PosixFileAttributes wanted) throws IOException {
    UserPrincipal owner = wanted.owner();
    GroupPrincipal group = wanted.group();
    if (Files.getOwner(draft.path()).equals(owner)) {
      return;
    }
    for (Path entry : deepestFirst(draft.path())) {
      PosixFileAttributeView view =
          Files.getFileAttributeView(
              entry, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
      view.setGroup(group);
      view.setOwner(owner);
    }
  }

  private static void removeAllBut(Path directory, String kept) throws IOException {
    for (Path entry : deepestFirst(directory)) {
      if (!entry.equals(directory) && !entry.equals(directory.resolve(kept))) {
        Files.delete(entry);
      }
    }
  }

  private static List<Path> deepestFirst(Path directory) throws IOException {
    try (Stream<Path> entries = Files.walk(directory)) {
      return entries.sorted(Comparator.reverseOrder()).toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
