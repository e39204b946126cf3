package io.rotakeep.adapter.grpc;

import io.rotakeep.core.rotation.FrameReader;
import io.rotakeep.core.rotation.WalPosition;
import io.rotakeep.core.rotation.WriteAheadLog;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** A journal that forgets: what is durable is not what these tests are about. */
final class MemoryLog implements WriteAheadLog {
  private final UUID storeId;
  private final AtomicLong last = new AtomicLong();

  MemoryLog(UUID storeId) {
    this.storeId = storeId;
  }

  @Override
  public long appendDurably(byte[] frame) {
    return last.incrementAndGet();
  }

  @Override
  public long append(byte[] frame) {
    return last.incrementAndGet();
  }

  @Override
  public void replay(long after, FrameReader reader) {}

  @Override
  public void trim(long through) {}

  @Override
  public WalPosition position() {
    return new WalPosition(storeId, 1, last.get(), 0, false, Long.MAX_VALUE);
  }

  @Override
  public void close() {}
}
