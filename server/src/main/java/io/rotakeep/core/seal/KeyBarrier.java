package io.rotakeep.core.seal;

import io.rotakeep.core.BugException;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.crypto.IntegrityException;
import io.rotakeep.core.crypto.KeyTerm;
import io.rotakeep.core.crypto.KeyWrap;
import io.rotakeep.core.crypto.Keyring;
import io.rotakeep.core.secret.KeyMemory;
import io.rotakeep.core.secret.KeyPage;
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
  private final KeyMemory memory;
  private final KeyWrap keyWrap;
  private final ReentrantLock changing = new ReentrantLock();
  private volatile Standing standing;

  private sealed interface Standing {
    record Closed(SealState state) implements Standing {}

    /** The root key stays at hand, since a new term must be saved while the seal may be far. */
    record Open(SealedKeys keys, SecretBytes rootKey, Keyring keyring) implements Standing {}
  }

  /**
   * Sealed, or uninitialized if the store is empty.
   *
   * @param memory where the keys lie while unsealed
   * @throws UnsealFailedException if the store can not be read, or holds something else
   */
  public KeyBarrier(Seal seal, SealStore store, SecureRandom random, KeyMemory memory) {
    this.seal = seal;
    this.store = store;
    this.random = random;
    this.memory = memory;
    this.keyWrap = new KeyWrap(random);
    this.standing = new Standing.Closed(stored());
  }

  public SealState state() {
    return switch (standing) {
      case Standing.Closed(SealState state) -> state;
      case Standing.Open(SealedKeys keys, _, _) -> new SealState.Unsealed(keys.storeId());
    };
  }

  /**
   * The keys, owned by this barrier.
   *
   * @throws SealedException unless unsealed
   */
  public Keyring keyring() {
    return switch (standing) {
      case Standing.Open(_, _, Keyring keyring) -> keyring;
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
        Keyring keyring = Keyring.generate(random, memory);
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
      standing =
          open(
              load()
                  .orElseThrow(
                      () -> new UnsealFailedException("no keys yet: run rotakeep operator init")));
    } finally {
      changing.unlock();
    }
  }

  /**
   * Adds a term to the keyring. Both copies of the sealed keys have it before anything is encrypted
   * under it; whoever is at work goes on with the keyring they have.
   *
   * @return the new term
   * @throws SealedException unless unsealed
   * @throws StoreUnavailableException if it cannot be saved: the keyring is as before
   * @throws IllegalStateException if the keyring is full
   */
  public KeyTerm addTerm() {
    changing.lock();
    try {
      Keyring before = keyring();
      if (!(standing instanceof Standing.Open open)) {
        throw new BugException("who has a keyring is unsealed");
      }
      SecretBytes key = Keyring.newDataRootKey(random, memory);
      try {
        Keyring after = before.withNextTerm(key);
        standing = new Standing.Open(saved(open, after), open.rootKey(), after);
        return after.currentTerm();
      } catch (RuntimeException e) {
        key.close();
        throw e;
      }
    } finally {
      changing.unlock();
    }
  }

  /** Wipes the keys from memory; does nothing when sealed already. */
  public void seal() {
    changing.lock();
    try {
      if (standing
          instanceof Standing.Open(SealedKeys keys, SecretBytes rootKey, Keyring keyring)) {
        standing = new Standing.Closed(new SealState.Sealed(keys.storeId()));
        keyring.close();
        rootKey.close();
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

  private SealedKeys saved(Standing.Open open, Keyring keyring) {
    SealedKeys before = open.keys();
    try (SecretBytes encoded = keyring.encode()) {
      SealedKeys.Wrapped wrapped =
          new SealedKeys.Wrapped(
              before.wrapped().rootKey(),
              keyWrap.wrap(open.rootKey(), encoded, KEYRING, before.header()));
      SealedKeys after = new SealedKeys(before.storeId(), before.parameters(), wrapped);
      byte[] blob = after.encode();
      // Twice, so that no later damage to one copy takes the new term with it.
      store.save(blob);
      store.save(blob);
      return after;
    } catch (IOException e) {
      throw new StoreUnavailableException("the sealed keys cannot be saved", e);
    }
  }

  private Standing.Open open(SealedKeys keys) {
    byte[] header = keys.header();
    try (SecretBytes kek = seal.keyEncryptionKey(keys.parameters());
        SecretBytes rootKey = keyWrap.unwrap(kek, keys.wrapped().rootKey(), ROOT_KEY, header);
        SecretBytes encoded = keyWrap.unwrap(rootKey, keys.wrapped().keyring(), KEYRING, header);
        KeyPage page = new KeyPage(memory, KEY)) {
      Keyring keyring = Keyring.decode(encoded, memory);
      return new Standing.Open(keys, page.keep(rootKey), keyring);
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
