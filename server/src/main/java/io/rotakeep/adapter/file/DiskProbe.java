package io.rotakeep.adapter.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Whether a disk takes something, found out by a file that goes again.
 *
 * @param directory where
 * @param bytes how much it must take
 */
public record DiskProbe(Path directory, int bytes) {
  private static final System.Logger LOG = System.getLogger(DiskProbe.class.getName());
  private static final String NAME = ".rotakeep-disk-probe";
  private static final int PAGE = 4096;
  private static final Set<OpenOption> ANEW =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE,
          LinkOption.NOFOLLOW_LINKS);
  private static final FileAttribute<?> OWNER_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  /** Writes and forces the file, and deletes it. */
  public boolean takes() {
    try {
      // One name, so that a crash leaves one file at most, which the next probe writes over.
      Path file = directory.resolve(NAME);
      try (FileChannel channel = FileChannel.open(file, ANEW, OWNER_ALONE)) {
        try {
          while (channel.size() < bytes) {
            channel.write(ByteBuffer.allocate(PAGE));
          }
          channel.force(true);
        } finally {
          Files.deleteIfExists(file);
        }
      }
      return true;
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "{0} takes nothing: {1}", directory, e.toString());
      return false;
    }
  }
}
