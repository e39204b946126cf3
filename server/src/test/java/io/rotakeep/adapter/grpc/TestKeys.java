package io.rotakeep.adapter.grpc;

import io.rotakeep.adapter.file.FileSealStore;
import io.rotakeep.adapter.file.KeyFileSeal;
import io.rotakeep.adapter.linux.OffHeapKeyMemory;
import io.rotakeep.core.seal.KeyBarrier;
import java.nio.file.Path;
import java.security.SecureRandom;

/** Sealed keys in files, as the daemon has them. */
final class TestKeys {
  private TestKeys() {}

  /** Sealed with a new key file, and not initialized. */
  static KeyBarrier in(Path directory, SecureRandom random) {
    Path keyFile = directory.resolve("seal.key");
    KeyFileSeal.create(keyFile, random);
    return new KeyBarrier(
        new KeyFileSeal(keyFile),
        new FileSealStore(directory.resolve("keys")),
        random,
        new OffHeapKeyMemory());
  }
}
