package io.rotakeep.adapter.grpc;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * The file by which a unix socket is found. It is bound where nobody else can reach it and appears
 * in its place by one rename, with its permissions: there is no moment in which others may connect
 * that may not later, and none in which a dead daemon's file stands in the way.
 */
final class SocketFile implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(SocketFile.class.getName());
  private static final int TYPE = 0170000;
  private static final int SOCKET = 0140000;
  private static final int WRITABLE_BY_OTHERS = 0002;
  private static final int ATTEMPTS = 36 * 36;
  private static final int RADIX = 36;

  private final Path path;
  private final int mode;
  private final Path shelter;
  private @Nullable Object published;

  private SocketFile(Path path, int mode, Path shelter) {
    this.path = path;
    this.mode = mode;
    this.shelter = shelter;
  }

  /**
   * Makes sure that the place is free, or that what is there was left by a daemon that died.
   *
   * @throws IOException in one line that says what is there and what to do
   */
  static SocketFile claim(RpcSettings.Unix at) throws IOException {
    Path path = at.path();
    Path directory = path.getParent();
    if (directory == null || !Files.isDirectory(directory)) {
      throw refused(path, "its directory does not exist; create it for this user");
    }
    requireNobodyThere(path);
    int open = (int) Files.getAttribute(directory, "unix:mode");
    if ((open & WRITABLE_BY_OTHERS) != 0) {
      LOG.log(
          System.Logger.Level.WARNING,
          "listen.unix: everybody may write to {0}, so another user could listen there while no"
              + " daemon does; chmod o-w it unless it is shared on purpose",
          directory);
    }
    return new SocketFile(path, at.mode(), shelterIn(directory, path));
  }

  /** Where to bind. */
  Path sheltered() {
    return shelter.resolve("s");
  }

  /** Shows the bound socket to others. */
  void publish() throws IOException {
    Path bound = sheltered();
    Files.setAttribute(bound, "unix:mode", mode);
    published = identity(bound);
    Files.move(bound, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(shelter);
  }

  /** Takes the file away, unless it is another daemon's by now. */
  @Override
  public void close() {
    try {
      if (published != null && published.equals(identity(path))) {
        Files.deleteIfExists(path);
      }
      Files.deleteIfExists(sheltered());
      Files.deleteIfExists(shelter);
    } catch (NoSuchFileException e) {
      // Somebody was faster.
    } catch (IOException e) {
      LOG.log(System.Logger.Level.WARNING, "listen.unix: " + path + " was not removed", e);
    }
  }

  private static void requireNobodyThere(Path path) throws IOException {
    int type;
    try {
      type = (int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & TYPE;
    } catch (NoSuchFileException e) {
      return;
    }
    if (type != SOCKET) {
      throw refused(path, "is something else than a socket; remove it or choose another path");
    }
    if (answers(path)) {
      throw refused(
          path, "another process listens there; stop it or choose another path for this daemon");
    }
  }

  /** A socket without a process behind it refuses; one whose queue is full has a process. */
  private static boolean answers(Path path) throws IOException {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.configureBlocking(false);
      var _ = probe.connect(UnixDomainSocketAddress.of(path));
      return true;
    } catch (ConnectException e) {
      return false;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw refused(path, "it cannot be told whether a process listens there: " + e.getMessage());
    }
  }

  /** The name is short, since it counts into the longest path that a socket may have. */
  private static Path shelterIn(Path directory, Path path) throws IOException {
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    for (int i = 0; i < ATTEMPTS; i++) {
      try {
        return Files.createDirectory(
            directory.resolve("." + Integer.toString(i, RADIX)), ownerOnly);
      } catch (FileAlreadyExistsException e) {
        // Another daemon starts at this moment, or one died while it did.
      } catch (IOException e) {
        throw refused(path, "this user cannot write to its directory: " + e.getMessage());
      }
    }
    throw refused(path, "its directory is full of left-over directories; remove .0, .1 and so on");
  }

  private static Object identity(Path path) throws IOException {
    Object key =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS).fileKey();
    return key == null ? path : key;
  }

  private static IOException refused(Path path, String rule) {
    return new IOException("listen.unix.path: " + path + ": " + rule);
  }
}
