package io.rotakeep.bench.scale;

import io.rotakeep.adapter.file.DataDirectory;
import io.rotakeep.adapter.file.FileSealStore;
import io.rotakeep.adapter.file.KeyFileSeal;
import io.rotakeep.adapter.linux.OffHeapKeyMemory;
import io.rotakeep.adapter.sql.SqlStores;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.crypto.EnvelopeCipher;
import io.rotakeep.core.crypto.Fingerprinter;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.rotation.Change;
import io.rotakeep.core.rotation.StoreRepair;
import io.rotakeep.core.seal.KeyBarrier;
import io.rotakeep.core.seal.SealState;
import io.rotakeep.core.seal.Seals;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/**
 * Puts connections with living tokens into a stopped daemon's store, through the daemon's own own
 * repair and ciphers, but past its journal and any authorization server: a million of them in
 * minutes. Their refresh tokens are known to nobody.
 */
public final class StoreFill {
  private static final int STEP = 1_000;

  private final StoreRepair repair;
  private final SampleConnections samples;

  private StoreFill(StoreRepair repair, SampleConnections samples) {
    this.repair = repair;
    this.samples = samples;
  }

  /**
   * What to fill in.
   *
   * @param provider must be in the store already
   * @param prefix connections are called {@code prefix/0}, {@code prefix/1} and so on
   */
  public record Shape(String provider, String prefix, int count) {}

  /**
   * Returns when all of them are on the disk. The daemon must have run once, and not run now.
   *
   * @param progress hears now and then how many there are
   */
  public static void fill(DaemonSettings settings, Shape shape, IntConsumer progress) {
    SecureRandom random = new SecureRandom();
    try (DataDirectory directory = DataDirectory.open(settings.dataDir());
        KeyBarrier barrier =
            new KeyBarrier(
                new Seals(
                    List.of(
                        new KeyFileSeal(
                            Objects.requireNonNull(settings.seal().keyFile()), random))),
                new FileSealStore(directory.file("seal")),
                random,
                new OffHeapKeyMemory());
        SqlStores stores = SqlStores.inH2(directory.path())) {
      barrier.unseal(List.of());
      if (!(barrier.state() instanceof SealState.Unsealed unsealed)) {
        throw new IllegalStateException("the store of " + directory.path() + " has no keys");
      }
      Provider provider =
          stores
              .providers()
              .find(new ProviderName(shape.provider()))
              .orElseThrow(() -> new IllegalStateException("no provider " + shape.provider()));
      ConnectionSecrets secrets =
          new ConnectionSecrets(
              new EnvelopeCipher(barrier::keyring, random),
              new Fingerprinter(barrier::keyring),
              unsealed.storeId());
      StoreRepair repair = stores.repair();
      new StoreFill(repair, new SampleConnections(provider, secrets, random))
          .write(shape, progress);
      repair.checkpoint(repair.mark().orElseThrow().appliedThrough());
    }
  }

  /** Ciphers run in parallel; the database has one writer at a time anyway. */
  private void write(Shape shape, IntConsumer progress) {
    for (int from = 0; from < shape.count(); from += STEP) {
      int to = Math.min(from + STEP, shape.count());
      List<Change> made =
          IntStream.range(from, to)
              .parallel()
              .mapToObj(n -> samples.make(new ConnectionId(shape.prefix() + "/" + n)))
              .<Change>map(Change.ConnectionWritten::new)
              .toList();
      repair.restore(made);
      progress.accept(to);
    }
  }
}
