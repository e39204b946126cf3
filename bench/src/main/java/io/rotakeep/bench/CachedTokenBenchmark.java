package io.rotakeep.bench;

import io.rotakeep.bench.trial.ClientLoop;
import io.rotakeep.bench.trial.TrialDaemon;
import io.rotakeep.bench.trial.Wire;
import io.rotakeep.client.AccessToken;
import io.rotakeep.client.RotakeepClient;
import io.rotakeep.client.Watch;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an application pays for a token that its client watches, beside what reading the two clocks
 * costs on the same machine. The daemon is real and in this process.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls start() before it measures
public class CachedTokenBenchmark {
  private static final int CONNECTIONS = 100;

  private ClientLoop loop;
  private TrialDaemon daemon;
  private RotakeepClient client;
  private String id;

  @Setup
  public void start() throws IOException, InterruptedException {
    loop = new ClientLoop(1);
    daemon = TrialDaemon.start(Wire.PLAINTEXT, loop);
    List<String> ids = daemon.adopt("cached", CONNECTIONS);
    id = ids.get(CONNECTIONS / 2);
    client =
        RotakeepClient.builder().address(daemon.address()).watch(Watch.connections(ids)).build();
    // Two calls give two objects; once the stream has brought the token it is always the same.
    AccessToken before = client.accessToken(id);
    AccessToken after = client.accessToken(id);
    while (before != after) {
      before = after;
      after = client.accessToken(id);
    }
  }

  @TearDown
  public void stop() throws IOException {
    client.close();
    daemon.close();
    loop.close();
  }

  @Benchmark
  public AccessToken hit() {
    return client.accessToken(id);
  }

  @Benchmark
  public long clocks() {
    return System.nanoTime() + System.currentTimeMillis();
  }
}
