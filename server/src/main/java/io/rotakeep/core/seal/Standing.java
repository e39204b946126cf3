package io.rotakeep.core.seal;

import java.util.UUID;

/** Whether the keys pass, and if so, the keys. */
sealed interface Standing {
  SealState state();

  /**
   * @throws SealedException unless open
   */
  KeyWrapping.Keys keys();

  record Closed(SealState state) implements Standing {
    @Override
    public KeyWrapping.Keys keys() {
      throw new SealedException(
          state instanceof SealState.Uninitialized
              ? "the daemon has no keys yet: run rotakeep operator init"
              : "the daemon is sealed: run rotakeep operator unseal");
    }
  }

  /** The root key stays at hand, since a new term must be saved while the seal may be far. */
  record Open(UUID storeId, KeyWrapping.Keys keys) implements Standing {
    @Override
    public SealState state() {
      return new SealState.Unsealed(storeId);
    }
  }
}
