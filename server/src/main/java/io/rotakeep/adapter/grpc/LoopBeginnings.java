package io.rotakeep.adapter.grpc;

import io.grpc.Attributes;
import io.grpc.ServerTransportFilter;
import io.netty.util.concurrent.FastThreadLocal;

/** Has each event loop do something once, when its first connection is there. Thread-safe. */
final class LoopBeginnings extends ServerTransportFilter {
  private final FastThreadLocal<Boolean> begun = new FastThreadLocal<>();
  private final Runnable beginning;

  LoopBeginnings(Runnable beginning) {
    this.beginning = beginning;
  }

  @Override
  public Attributes transportReady(Attributes transport) {
    if (!begun.isSet()) {
      begun.set(true);
      beginning.run();
    }
    return transport;
  }
}
