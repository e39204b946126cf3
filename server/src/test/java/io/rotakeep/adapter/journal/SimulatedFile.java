package io.rotakeep.adapter.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/** A file of a {@link SimulatedDisk}: what everybody reads, and what the disk really holds. */
final class SimulatedFile implements LogFile {
  private static final int SECTOR_BYTES = 512;

  private final SimulatedDisk disk;
  private final List<Write> unforced = new ArrayList<>();
  private byte[] current;
  private byte[] durable;

  SimulatedFile(SimulatedDisk disk, byte[] bytes) {
    this.disk = disk;
    this.current = bytes.clone();
    this.durable = bytes.clone();
  }

  private static final class Write {
    private final int position;
    private final byte[] bytes;

    private Write(int position, byte[] bytes) {
      this.position = position;
      this.bytes = bytes;
    }
  }

  byte[] bytes() {
    return current;
  }

  SimulatedFile copyTo(SimulatedDisk other) {
    return new SimulatedFile(other, current);
  }

  /** One of four fates for what was not forced: nothing, all, a beginning, or sectors at random. */
  SimulatedFile afterPowerLoss(SimulatedDisk other, RandomGenerator random) {
    byte[] left = durable.clone();
    int fate = random.nextInt(4);
    int beginning = random.nextInt(1 << 16);
    for (Write write : unforced) {
      left = Arrays.copyOf(left, Math.max(left.length, write.position + write.bytes.length));
      for (int at = 0; at < write.bytes.length; ) {
        int end =
            Math.min(write.bytes.length, at + SECTOR_BYTES - (write.position + at) % SECTOR_BYTES);
        boolean survives =
            switch (fate) {
              case 0 -> false;
              case 1 -> true;
              case 2 -> (beginning -= end - at) > 0;
              default -> random.nextBoolean();
            };
        if (survives) {
          System.arraycopy(write.bytes, at, left, write.position + at, end - at);
        }
        at = end;
      }
    }
    return new SimulatedFile(other, left);
  }

  @Override
  public void write(ByteBuffer bytes, long position) throws IOException {
    synchronized (disk) {
      byte[] written = new byte[bytes.remaining()];
      bytes.get(written);
      int at = (int) position;
      unforced.add(new Write(at, written));
      current = Arrays.copyOf(current, Math.max(current.length, at + written.length));
      System.arraycopy(written, 0, current, at, written.length);
      disk.attempt(SimulatedDisk.Operation.WRITE);
    }
  }

  @Override
  public void read(ByteBuffer into, long position) {
    synchronized (disk) {
      int at = (int) position;
      into.put(current, at, Math.min(into.remaining(), current.length - at));
    }
  }

  /** A failed force makes Linux forget that the bytes were not written; so does this one. */
  @Override
  public void force() throws IOException {
    synchronized (disk) {
      try {
        disk.attempt(SimulatedDisk.Operation.FORCE);
        for (Write write : unforced) {
          int end = write.position + write.bytes.length;
          durable = Arrays.copyOf(durable, Math.max(durable.length, end));
          System.arraycopy(write.bytes, 0, durable, write.position, write.bytes.length);
        }
      } finally {
        unforced.clear();
      }
    }
  }

  @Override
  public long size() {
    synchronized (disk) {
      return current.length;
    }
  }

  @Override
  public void close() {}
}
