package io.rotakeep.core.seal;

/** Whether the keys pass, and if so, the keys. */
sealed interface Standing {
  SealState state();

  /**
   * @throws SealedException unless open
   */
  Open open();

  record Closed(SealState state) implements Standing {
    @Override
    public Open open() {
      throw new SealedException(
          state instanceof SealState.Uninitialized
              ? "the daemon has no keys yet: run rotakeep operator init"
              : "the daemon is sealed: run rotakeep operator unseal");
    }
  }

  /**
   * The root key stays at hand, since a new term must be saved while the seal may be far.
   *
   * @param sealed what these very keys came from or were saved as. What lies on the disk may be
   *     another: put back by somebody, or left by a save that failed
   */
  record Open(SealedKeys sealed, KeyWrapping.Keys keys) implements Standing {
    @Override
    public SealState state() {
      return new SealState.Unsealed(sealed.storeId());
    }

    @Override
    public Open open() {
      return this;
    }
  }
}
