package io.rotakeep.core.seal;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the sealed keys in memory, and fails as it is told. */
final class MemorySealStore implements SealStore {
  byte @Nullable [] blob;
  boolean failing;

  /** How many of the next saves arrive and say that they did not. */
  int unheard;

  int saves;

  @Override
  public Optional<byte[]> load() {
    return Optional.ofNullable(blob);
  }

  @Override
  public void save(byte[] saved) throws IOException {
    if (failing) {
      throw new IOException("no space left");
    }
    blob = saved;
    saves++;
    if (unheard > 0) {
      unheard--;
      throw new IOException("no answer from the disk");
    }
  }

  @Override
  public void forgetOlder() {
    saves++;
  }

  byte[] blob() {
    return load().orElseThrow();
  }
}
