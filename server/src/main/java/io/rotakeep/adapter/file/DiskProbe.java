package io.rotakeep.adapter.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Whether a disk takes something, found out by a file that goes again.
 *
 * @param directory where
 * @param bytes how much it must take
 */
public record DiskProbe(Path directory, int bytes) {
  private static final System.Logger LOG = System.getLogger(DiskProbe.class.getName());
  private static final int PAGE = 4096;

  /** Writes and forces the file, and deletes it. */
  public boolean takes() {
    try {
      Path file = Files.createTempFile(directory, "probe-", "");
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        while (channel.size() < bytes) {
          channel.write(ByteBuffer.allocate(PAGE));
        }
        channel.force(true);
      } finally {
        Files.delete(file);
      }
      return true;
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "{0} takes nothing: {1}", directory, e.toString());
      return false;
    }
  }
}
