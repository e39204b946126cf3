package io.rotakeep.cli.pki;

import io.grpc.Status;
import io.rotakeep.cli.session.CliFailure;
import io.rotakeep.cli.session.Pause;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;

/**
 * The right to change an authority's directory, which one command has at a time: what was read
 * under it is still so when the change is written. It ends with the process, however that ends.
 *
 * <p>Among threads of one process it is weaker: one that gives up takes the other's lock along, as
 * POSIX has it for files. A command line is a process of its own.
 */
final class AuthorityLock implements AutoCloseable {
  private static final FileAttribute<?> OWNER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  /** A change takes a tenth of a second; who holds it this long stands still. */
  private static final int LOOKS = 1000;

  private final FileChannel channel;

  private AuthorityLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Waits until no other command changes the directory, which must exist.
   *
   * @throws CliFailure if that takes longer than a change can take
   */
  static AuthorityLock take(Path file, Pause pause) throws IOException {
    // Never deleted: of two commands, each would hold another file of that name.
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
            OWNER);
    try {
      for (int look = 1; !tryLock(channel); look++) {
        if (look == LOOKS) {
          throw new CliFailure(
              Status.Code.ABORTED,
              file + ": another pki command is changing this authority; end it, then try again");
        }
        pause.sleep(LOOK_AGAIN);
      }
      return new AuthorityLock(channel);
    } catch (InterruptedException e) {
      channel.close();
      Thread.currentThread().interrupt();
      throw new CliFailure(Status.Code.CANCELLED, file + ": was not waited for any longer");
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException _) {
      return false;
    }
  }
}
