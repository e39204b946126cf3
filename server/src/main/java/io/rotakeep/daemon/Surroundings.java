package io.rotakeep.daemon;

import io.rotakeep.adapter.grpc.RpcServer;
import io.rotakeep.adapter.micrometer.PrometheusMeters;
import io.rotakeep.adapter.web.WebServer;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.adapter.yaml.YamlProviderPresets;
import io.rotakeep.core.BugException;
import io.rotakeep.core.provider.ProviderPresets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What a daemon needs beside its store, made on a thread of its own while that is opened. */
record Surroundings(
    PrometheusMeters meters,
    ProviderPresets presets,
    OutsideWorld outside,
    RpcServer.Prepared listeners)
    implements AutoCloseable {

  /** Surroundings in the making. Closed whether or not somebody waited for them. */
  static final class Making implements AutoCloseable {
    private final CompletableFuture<Surroundings> made;

    private Making(CompletableFuture<Surroundings> made) {
      this.made = made;
    }

    /**
     * @throws IOException if a file of TLS cannot be used
     */
    Surroundings await() throws IOException {
      try {
        return made.join();
      } catch (CompletionException e) {
        switch (e.getCause()) {
          case UncheckedIOException unchecked -> throw unchecked.getCause();
          case RuntimeException unchecked -> throw unchecked;
          case null, default -> throw new BugException("the surroundings could not be made", e);
        }
      }
    }

    @Override
    public void close() {
      var _ = made.thenAccept(Surroundings::close);
    }
  }

  static Making making(DaemonSettings settings, InstantSource clock, Seams seams) {
    return new Making(
        CompletableFuture.supplyAsync(
            () -> of(settings, clock, seams),
            task -> Thread.ofPlatform().daemon().name("rotakeep-surroundings").start(task)));
  }

  private static Surroundings of(DaemonSettings settings, InstantSource clock, Seams seams) {
    try {
      RpcServer.Prepared listeners =
          RpcServer.prepare(Listeners.rpcSettings(settings), clock, OwnProcess.shortTurns());
      PrometheusMeters meters = new PrometheusMeters();
      OutsideWorld outside = OutsideWorld.of(settings.egress(), meters.egress(), clock, seams);
      WebServer.prepare();
      ProviderPresets presets = YamlProviderPresets.shipped();
      return new Surroundings(meters, presets, outside, listeners);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    outside.close();
    meters.close();
  }
}
