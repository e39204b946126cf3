package io.rotakeep.adapter.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Keeps one zero-filled file ready, on a thread of its own, so that neither a change of segments
 * nor a full disk stalls the committer.
 */
final class SpareSegments implements Runnable {
  private static final String PREFIX = "spare-";
  private static final int CHUNK_BYTES = 64 * 1024;

  private final LogDirectory directory;
  private final int segmentBytes;
  private final AppendQueue queue;
  private final ConcurrentLinkedQueue<Spare> ready = new ConcurrentLinkedQueue<>();

  SpareSegments(LogDirectory directory, int segmentBytes, AppendQueue queue) {
    this.directory = directory;
    this.segmentBytes = segmentBytes;
    this.queue = queue;
  }

  /** A file of a segment's length, all zeros, durable but for its name. */
  record Spare(String name, LogFile file) {}

  @Override
  public void run() {
    for (long count = 1; queue.awaitSpareWanted(); count++) {
      try {
        ready.add(prepare(directory, PREFIX + count, segmentBytes));
        queue.spareAdded();
      } catch (IOException e) {
        queue.spareRefused(e);
      }
    }
  }

  /** The next spare; the queue has made sure that there is one. */
  Spare take() throws IOException {
    Spare spare = ready.poll();
    if (spare == null) {
      throw new IOException("no spare segment, though one was reserved");
    }
    return spare;
  }

  void closeUnused() throws IOException {
    for (Spare spare = ready.poll(); spare != null; spare = ready.poll()) {
      spare.file().close();
      directory.delete(spare.name());
    }
  }

  /** Removes what a process left behind that ended before it could close. */
  static void removeLeftovers(LogDirectory directory) throws IOException {
    for (String name : directory.names()) {
      if (name.startsWith(PREFIX)) {
        directory.delete(name);
      }
    }
  }

  /**
   * Zeros are written, not just allotted: later writes then change no metadata, and a forced write
   * costs one round trip to the disk.
   */
  static Spare prepare(LogDirectory directory, String name, int segmentBytes) throws IOException {
    LogFile file = directory.create(name);
    try {
      ByteBuffer zeros = ByteBuffer.allocateDirect(CHUNK_BYTES);
      for (int at = 0; at < segmentBytes; at += CHUNK_BYTES) {
        file.write(zeros.clear().limit(Math.min(CHUNK_BYTES, segmentBytes - at)), at);
      }
      file.force();
      return new Spare(name, file);
    } catch (IOException e) {
      discard(directory, name, file, e);
      throw e;
    }
  }

  private static void discard(
      LogDirectory directory, String name, LogFile file, IOException cause) {
    try {
      file.close();
      directory.delete(name);
    } catch (IOException second) {
      cause.addSuppressed(second);
    }
  }
}
