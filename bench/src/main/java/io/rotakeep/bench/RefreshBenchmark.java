package io.rotakeep.bench;

import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.RefreshConnectionRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Durable refreshes over distinct connections, beside bare fsyncs on the same disk. */
final class RefreshBenchmark {
  private static final int CONNECTIONS = 512;
  private static final int WORKERS = 64;
  private static final int FRAME = 1024;

  private RefreshBenchmark() {}

  /** Both a second; the generations that were presented twice, which must be none. */
  record Result(double refreshesPerSecond, double fsyncsPerSecond, long reuses) {}

  static Result run(Duration length) throws IOException, InterruptedException {
    double fsyncs = fsyncs(length.dividedBy(5));
    try (TrialDaemon daemon = TrialDaemon.start(Duration.ofHours(1))) {
      List<String> ids = daemon.connections("refresh", CONNECTIONS);
      refreshes(daemon, ids, length.dividedBy(2));
      double refreshes = refreshes(daemon, ids, length);
      return new Result(refreshes, fsyncs, daemon.server().report().reuseCount());
    }
  }

  private static double refreshes(TrialDaemon daemon, List<String> ids, Duration length)
      throws InterruptedException {
    long end = System.nanoTime() + length.toNanos();
    AtomicInteger next = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    long start = System.nanoTime();
    try (ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < WORKERS; i++) {
        workers.execute(
            () -> {
              try {
                while (System.nanoTime() < end && failure.get() == null) {
                  refresh(daemon, ids.get(Math.floorMod(next.getAndIncrement(), ids.size())));
                  done.incrementAndGet();
                }
              } catch (RuntimeException e) {
                failure.set(e);
              }
            });
      }
    }
    if (failure.get() != null) {
      throw new IllegalStateException("a refresh failed under load", failure.get());
    }
    return done.get() / ((System.nanoTime() - start) / 1e9);
  }

  private static void refresh(TrialDaemon daemon, String id) {
    var _ =
        ConnectionServiceGrpc.newBlockingStub(daemon.channel())
            .refreshConnection(RefreshConnectionRequest.newBuilder().setConnection(id).build());
  }

  private static double fsyncs(Duration length) throws IOException {
    Path file = Files.createTempFile("rotakeep-bench-", ".fsync");
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer frame = ByteBuffer.allocateDirect(FRAME);
      long start = System.nanoTime();
      long end = start + length.toNanos();
      int count = 0;
      while (System.nanoTime() < end) {
        frame.clear();
        channel.write(frame);
        channel.force(false);
        count++;
      }
      return count / ((System.nanoTime() - start) / 1e9);
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
