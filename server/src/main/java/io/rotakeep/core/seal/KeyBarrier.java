package io.rotakeep.core.seal;

import io.rotakeep.core.crypto.IntegrityException;
import io.rotakeep.core.crypto.KeyWrap;
import io.rotakeep.core.crypto.Keyring;
import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stands between the daemon and its keys: they pass only while it is unsealed.
 *
 * <p>{@link #keyring} is lock-free. Sealing wipes the keyring at once, so that an operation under
 * way ends with an IllegalStateException rather than with another key's result.
 */
public final class KeyBarrier implements AutoCloseable {
  private static final int KEY = 32;
  private static final String ROOT_KEY = "root key";
  private static final String KEYRING = "keyring";

  private final Seal seal;
  private final SealStore store;
  private final SecureRandom random;
  private final KeyWrap keyWrap;
  private final ReentrantLock changing = new ReentrantLock();
  private volatile Standing standing;

  private sealed interface Standing {
    record Closed(SealState state) implements Standing {}

    record Open(UUID storeId, Keyring keyring) implements Standing {}
  }

  /**
   * Sealed, or uninitialized if the store is empty.
   *
   * @throws UnsealFailedException if the store can not be read, or holds something else
   */
  public KeyBarrier(Seal seal, SealStore store, SecureRandom random) {
    this.seal = seal;
    this.store = store;
    this.random = random;
    this.keyWrap = new KeyWrap(random);
    this.standing = new Standing.Closed(stored());
  }

  public SealState state() {
    return switch (standing) {
      case Standing.Closed(SealState state) -> state;
      case Standing.Open(UUID storeId, _) -> new SealState.Unsealed(storeId);
    };
  }

  /**
   * The keys, owned by this barrier.
   *
   * @throws SealedException unless unsealed
   */
  public Keyring keyring() {
    return switch (standing) {
      case Standing.Open(_, Keyring keyring) -> keyring;
      case Standing.Closed(SealState.Uninitialized()) ->
          throw new SealedException("the daemon has no keys yet: run rotakeep operator init");
      case Standing.Closed(_) ->
          throw new SealedException("the daemon is sealed: run rotakeep operator unseal");
    };
  }

  /**
   * Makes the keys of a new store and leaves them sealed.
   *
   * @return the new store's id
   * @throws UnsealFailedException if there are keys already, or they cannot be saved
   */
  public UUID init() {
    changing.lock();
    try (SecretBytes rootKey = SecretBytes.random(KEY, random);
        Keyring keyring = Keyring.generate(random);
        SecretBytes encoded = keyring.encode()) {
      if (!(stored() instanceof SealState.Uninitialized)) {
        throw new UnsealFailedException("there are keys already: they are not made anew");
      }
      UUID storeId = randomId();
      SealParameters parameters = seal.newParameters();
      byte[] header = SealedKeys.header(storeId, parameters);
      try (SecretBytes kek = seal.keyEncryptionKey(parameters)) {
        SealedKeys.Wrapped wrapped =
            new SealedKeys.Wrapped(
                keyWrap.wrap(kek, rootKey, ROOT_KEY, header),
                keyWrap.wrap(rootKey, encoded, KEYRING, header));
        store.save(new SealedKeys(storeId, parameters, wrapped).encode());
      }
      standing = new Standing.Closed(new SealState.Sealed(storeId));
      return storeId;
    } catch (IOException e) {
      throw new UnsealFailedException("the sealed keys cannot be saved: " + e.getMessage(), e);
    } finally {
      changing.unlock();
    }
  }

  /**
   * Does nothing when unsealed already.
   *
   * @throws UnsealFailedException if there are no keys, or the seal does not open them; whether the
   *     key is wrong or the blob altered, nobody learns
   */
  public void unseal() {
    changing.lock();
    try {
      if (standing instanceof Standing.Open) {
        return;
      }
      SealedKeys keys =
          load()
              .orElseThrow(
                  () -> new UnsealFailedException("no keys yet: run rotakeep operator init"));
      standing = new Standing.Open(keys.storeId(), open(keys));
    } finally {
      changing.unlock();
    }
  }

  /** Wipes the keys from memory; does nothing when sealed already. */
  public void seal() {
    changing.lock();
    try {
      if (standing instanceof Standing.Open(UUID storeId, Keyring keyring)) {
        standing = new Standing.Closed(new SealState.Sealed(storeId));
        keyring.close();
      }
    } finally {
      changing.unlock();
    }
  }

  @Override
  public void close() {
    seal();
  }

  private SealState stored() {
    return load()
        .<SealState>map(keys -> new SealState.Sealed(keys.storeId()))
        .orElseGet(SealState.Uninitialized::new);
  }

  private Optional<SealedKeys> load() {
    try {
      return store.load().map(SealedKeys::decode);
    } catch (IOException | IntegrityException e) {
      throw new UnsealFailedException("the sealed keys cannot be read: " + e.getMessage(), e);
    }
  }

  private Keyring open(SealedKeys keys) {
    byte[] header = keys.header();
    try (SecretBytes kek = seal.keyEncryptionKey(keys.parameters());
        SecretBytes rootKey = keyWrap.unwrap(kek, keys.wrapped().rootKey(), ROOT_KEY, header);
        SecretBytes encoded = keyWrap.unwrap(rootKey, keys.wrapped().keyring(), KEYRING, header)) {
      return Keyring.decode(encoded);
    } catch (IntegrityException e) {
      throw new UnsealFailedException("the seal's key does not open the sealed keys", e);
    }
  }

  private UUID randomId() {
    long high = (random.nextLong() & ~0xf000L) | 0x4000L;
    long low = (random.nextLong() & 0x3fff_ffff_ffff_ffffL) | Long.MIN_VALUE;
    return new UUID(high, low);
  }
}
