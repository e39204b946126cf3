package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.rotakeep.testkit.MutableClock;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.RefreshConnectionRequest;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However much goes wrong, the log stays readable. */
final class ErrorLogTest {
  private static final int CALLS = 100_000;
  private static final int AT_ONCE = 200;

  @Test
  void writesSomeOfEachCallerAndThenHowManyMoreThereWere() {
    MutableClock clock = new MutableClock(Instant.parse("2026-11-28T12:00:00Z"));
    ErrorLog errors = new ErrorLog(clock);
    try (EverythingLogged log = new EverythingLogged()) {
      for (int i = 0; i < 1000; i++) {
        errors.write(Level.WARNING, "loud", "loud failed", null);
      }
      errors.write(Level.WARNING, "quiet", "quiet failed", null);
      clock.advance(ErrorLog.WINDOW);
      errors.write(Level.WARNING, "loud", "loud failed again", null);

      assertThat(log.lines())
          .filteredOn(line -> line.equals("loud failed"))
          .hasSize(ErrorLog.LINES);
      assertThat(log.lines())
          .contains(
              "quiet failed",
              "980 more failed calls of loud within a minute were not written",
              "loud failed again");
    }
  }

  @Test
  void staysBelowAThousandLinesForAHundredThousandBadCalls(@TempDir Path directory)
      throws Exception {
    AtomicLong refused = new AtomicLong();
    try (TestApi api = TestApi.dev(directory)) {
      api.connect("double", "crm/a");
      api.vault.audit.broken(true);
      List<String> lines;
      try (EverythingLogged log = EverythingLogged.asInProduction()) {
        flood(api.channel(), refused);
        lines = log.lines();
      }

      assertThat(refused).hasValue(CALLS);
      assertThat(lines).hasSizeBetween(1, 999);
    }
  }

  /** By turns a refresh whose audit fails, an id that is none, and a method that is none. */
  private static void flood(ManagedChannel channel, AtomicLong refused) throws Exception {
    MethodDescriptor<RefreshConnectionRequest, Connection> refresh =
        ConnectionServiceGrpc.getRefreshConnectionMethod();
    var unknown = refresh.toBuilder().setFullMethodName("rotakeep.v1.Nothing/None").build();
    Semaphore free = new Semaphore(AT_ONCE);
    for (int i = 0; i < CALLS; i++) {
      free.acquire();
      String id = i % 3 == 0 ? "crm/a" : "../../etc";
      ClientCalls.asyncUnaryCall(
          channel.newCall(i % 3 == 1 ? unknown : refresh, CallOptions.DEFAULT),
          RefreshConnectionRequest.newBuilder().setConnection(id).build(),
          new Refusals(refused, free));
    }
    free.acquire(AT_ONCE);
  }

  private record Refusals(AtomicLong count, Semaphore free) implements StreamObserver<Connection> {
    @Override
    public void onNext(Connection answer) {}

    @Override
    public void onError(@Nullable Throwable thrown) {
      count.incrementAndGet();
      free.release();
    }

    @Override
    public void onCompleted() {
      free.release();
    }
  }
}
