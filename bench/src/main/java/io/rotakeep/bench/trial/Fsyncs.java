package io.rotakeep.bench.trial;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** Writes and forces a small frame again and again, as fast as the disk answers. */
public final class Fsyncs {
  private static final int FRAME = 1024;

  private Fsyncs() {}

  public static double perSecond(Duration length) throws IOException {
    Path file = Files.createTempFile("rotakeep-bench-", ".fsync");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer frame = ByteBuffer.allocateDirect(FRAME);
      long start = System.nanoTime();
      long end = start + length.toNanos();
      long count = 0;
      while (System.nanoTime() < end) {
        frame.clear();
        channel.write(frame);
        channel.force(false);
        count++;
      }
      return (double) count / ((double) (System.nanoTime() - start) / 1e9);
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
