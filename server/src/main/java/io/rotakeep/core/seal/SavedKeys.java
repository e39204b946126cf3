package io.rotakeep.core.seal;

import io.rotakeep.core.crypto.IntegrityException;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The sealed keys where they are kept. Reading is thread-safe, saving is for one at a time. */
final class SavedKeys {
  private static final System.Logger LOG = System.getLogger(SavedKeys.class.getName());

  private final SealStore store;

  /** Of the blob that was read or written last; null before there is one. */
  private volatile @Nullable SealParameters parameters;

  SavedKeys(SealStore store) {
    this.store = store;
  }

  /**
   * @throws UnsealFailedException if they cannot be read, or are damaged
   */
  Optional<SealedKeys> find() {
    try {
      Optional<SealedKeys> found = store.load().map(SealedKeys::decode);
      found.ifPresent(keys -> parameters = keys.parameters());
      return found;
    } catch (IOException | IntegrityException e) {
      throw new UnsealFailedException(
          "the sealed keys cannot be read", String.valueOf(e.getMessage()), e);
    }
  }

  SealedKeys get() {
    return find()
        .orElseThrow(() -> new UnsealFailedException("no keys yet: run rotakeep operator init"));
  }

  /** Without reading them again. */
  SealParameters parameters() {
    SealParameters known = parameters;
    return known == null ? get().parameters() : known;
  }

  void save(SealedKeys keys) throws IOException {
    store.save(keys.encode());
    parameters = keys.parameters();
  }

  /**
   * A save that failed may have arrived all the same, and then the newest is what opens: so it
   * saves the ones before once more.
   *
   * @throws UnsealFailedException unless saved; it says which are in force
   */
  void saveInPlaceOf(SealedKeys before, SealedKeys keys) {
    try {
      save(keys);
    } catch (IOException e) {
      try {
        save(before);
      } catch (IOException again) {
        e.addSuppressed(again);
        throw new UnsealFailedException(
            "the sealed keys cannot be saved, and either seal may be in force: keep what opens the"
                + " old one and what opens the new one, until one of them has opened the daemon",
            String.valueOf(e.getMessage()),
            e);
      }
      throw notSaved(e);
    }
  }

  static UnsealFailedException notSaved(IOException e) {
    return new UnsealFailedException(
        "the sealed keys cannot be saved", String.valueOf(e.getMessage()), e);
  }

  /** Leaves no other copy than this, so that what opened an older one opens nothing. */
  void forgetOlder() throws IOException {
    store.forgetOlder();
  }

  /** An older blob may lie beside this one, which an older seal opens. */
  void settle(Seal inForce) {
    try {
      forgetOlder();
      inForce.inForce(parameters());
    } catch (IOException | UnsealFailedException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "what an older seal opens is still there, and removed at the next unsealing: {0}",
          e.getMessage());
    }
  }
}
