package io.rotakeep.bench.scale;

import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.bench.trial.TrialProvider;
import io.rotakeep.daemon.Daemon;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/**
 * A data directory with a given number of connections, {@code hit/0} and so on. It is made once and
 * used again; one that was not finished is refused.
 */
public record ScaledStore(Path directory, int connections) {
  static final String PREFIX = "hit";
  private static final String FINISHED = "filled";

  /** The store in {@code root} with that many connections, filled now unless it is there. */
  public static ScaledStore in(Path root, int connections, IntConsumer progress)
      throws IOException {
    return in(root, connections, progress, TrialProvider::applyUnreachable);
  }

  /**
   * @param provider registers the provider of the connections at the daemon that listens there
   */
  static ScaledStore in(
      Path root, int connections, IntConsumer progress, Consumer<InetSocketAddress> provider)
      throws IOException {
    ScaledStore store = new ScaledStore(root.resolve(Integer.toString(connections)), connections);
    Path mark = store.directory.resolve(FINISHED);
    if (Files.exists(mark)) {
      return store;
    }
    if (Files.exists(store.directory)) {
      throw new IllegalStateException(
          store.directory + " was not filled to its end; delete it and try again");
    }
    Files.createDirectories(store.directory);
    DaemonSettings settings = store.settings();
    var _ = Daemon.initialize(settings);
    try (Daemon daemon = Daemon.start(settings)) {
      provider.accept(daemon.grpcAddress());
    }
    StoreFill.fill(
        settings, new StoreFill.Shape(TrialProvider.NAME, PREFIX, connections), progress);
    Files.createFile(mark);
    return store;
  }

  DaemonSettings settings() {
    DaemonSettings.Address any = DaemonSettings.Address.parse("127.0.0.1:0");
    return DaemonSettings.dev(directory.resolve("data"), any, any);
  }
}
