package io.rotakeep.core.seal;

import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.crypto.IntegrityException;
import io.rotakeep.core.crypto.KeyTerm;
import io.rotakeep.core.crypto.Keyring;
import io.rotakeep.core.secret.KeyMemory;
import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Stands between the daemon and its keys: they pass only while it is unsealed.
 *
 * <p>{@link #keyring} is lock-free. Sealing wipes the keyring at once, so that an operation under
 * way ends with an IllegalStateException rather than with another key's result.
 */
public final class KeyBarrier implements AutoCloseable {
  private final Seals seals;
  private final SavedKeys saved;
  private final SecureRandom random;
  private final KeyWrapping wrapping;
  private final ReentrantLock changing = new ReentrantLock();
  private volatile Standing standing;

  /**
   * Sealed, or uninitialized if the store is empty.
   *
   * @param memory where the keys lie while unsealed
   * @throws UnsealFailedException if the store can not be read, or holds something else
   */
  public KeyBarrier(Seals seals, SealStore store, SecureRandom random, KeyMemory memory) {
    this.seals = seals;
    this.saved = new SavedKeys(store);
    this.random = random;
    this.wrapping = new KeyWrapping(random, memory);
    this.standing =
        new Standing.Closed(
            saved
                .find()
                .<SealState>map(keys -> new SealState.Sealed(keys.storeId()))
                .orElseGet(SealState.Uninitialized::new));
  }

  public SealState state() {
    return standing.state();
  }

  /**
   * The keys, owned by this barrier.
   *
   * @throws SealedException unless unsealed
   */
  public Keyring keyring() {
    return standing.open().keys().keyring();
  }

  /**
   * Makes the keys of a new store and leaves them sealed.
   *
   * @throws UnsealFailedException if there are keys already, or they cannot be saved
   * @throws io.rotakeep.core.InvalidFieldException if the wish cannot be met
   */
  public NewStore init(SealWish wish) {
    changing.lock();
    try (KeyWrapping.Keys keys =
        new KeyWrapping.Keys(wrapping.newRootKey(), wrapping.newKeyring())) {
      if (saved.find().isPresent()) {
        throw new UnsealFailedException("there are keys already: they are not made anew");
      }
      UUID storeId = SealedKeys.newStoreId(random);
      try (FreshSeal seal = wrapping.taken(seals.of(wish.kind()).make(wish, null))) {
        saved.save(wrapping.wrap(storeId, seal.parameters(), seal.key(), keys));
        standing = new Standing.Closed(new SealState.Sealed(storeId));
        return new NewStore(storeId, seal.shares().stream().map(SecretBytes::copy).toList());
      }
    } catch (IOException e) {
      throw SavedKeys.notSaved(e);
    } finally {
      changing.unlock();
    }
  }

  /**
   * How the present keys are sealed.
   *
   * @throws UnsealFailedException if there are none, or their seal is not at hand
   */
  public PresentSeal present() {
    SealParameters parameters = saved.parameters();
    return new PresentSeal(seals.of(parameters), parameters);
  }

  /**
   * Does nothing when unsealed already.
   *
   * @param contributions as many as the seal needs, each checked
   * @throws UnsealFailedException if there are no keys, or the seal has no key to be had
   * @throws ContributionRefusedException if the seal's key does not open them; whether it is wrong
   *     or the blob altered, nobody learns
   */
  public void unseal(List<SecretBytes> contributions) {
    changing.lock();
    try {
      if (standing instanceof Standing.Closed) {
        settle(opened(contributions));
      }
    } finally {
      changing.unlock();
    }
  }

  /** The same for whoever only reads, beside a daemon: it changes nothing that is saved. */
  public void unsealBeside(List<SecretBytes> contributions) {
    changing.lock();
    try {
      var _ = opened(contributions);
    } finally {
      changing.unlock();
    }
  }

  private SealedKeys opened(List<SecretBytes> contributions) {
    SealedKeys sealed = saved.get();
    standing = new Standing.Open(sealed, open(sealed, contributions));
    return sealed;
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
    SecretBytes fresh = wrapping.newDataRootKey();
    changing.lock();
    try {
      Standing.Open before = standing.open();
      KeyWrapping.Keys after =
          new KeyWrapping.Keys(
              before.keys().rootKey(), before.keys().keyring().withNextTerm(fresh));
      SealedKeys sealed = wrapping.wrap(before.sealed(), after);
      saved.save(sealed);
      saved.forgetOlder();
      standing = new Standing.Open(sealed, after);
      return after.keyring().currentTerm();
    } catch (IOException e) {
      fresh.close();
      throw new StoreUnavailableException("the sealed keys cannot be saved", e);
    } catch (RuntimeException e) {
      fresh.close();
      throw e;
    } finally {
      changing.unlock();
    }
  }

  /**
   * A new seal, under which nothing lies yet.
   *
   * @throws UnsealFailedException if its settings are missing, or its key cannot be made
   * @throws io.rotakeep.core.InvalidFieldException if the wish cannot be met
   */
  FreshSeal prepare(SealWish wish) {
    return wrapping.taken(seals.of(wish.kind()).make(wish, present().parameters()));
  }

  /**
   * Whether these contributions open the present seal; changes nothing.
   *
   * @throws SealedException unless unsealed
   * @throws ContributionRefusedException if they do not
   */
  void prove(List<SecretBytes> contributions) {
    open(standing.open().sealed(), contributions).close();
  }

  /**
   * Puts the keys under a new seal and a new root key, durably, and overwrites what the old one
   * opens. The new blob has been opened by its key before the old one goes.
   *
   * @throws SealedException unless unsealed
   * @throws UnsealFailedException if it cannot be saved; it says which seal is in force then
   */
  void reseal(FreshSeal fresh) {
    SecretBytes root = wrapping.newRootKey();
    changing.lock();
    try {
      Standing.Open before = standing.open();
      KeyWrapping.Keys after = new KeyWrapping.Keys(root, before.keys().keyring());
      SealedKeys sealed =
          wrapping.wrap(before.sealed().storeId(), fresh.parameters(), fresh.key(), after);
      wrapping.unwrap(SealedKeys.decode(sealed.encode()), fresh.key()).close();
      saved.saveInPlaceOf(before.sealed(), sealed);
      standing = new Standing.Open(sealed, after);
      before.keys().rootKey().close();
      settle(sealed);
    } catch (RuntimeException e) {
      root.close();
      throw e;
    } finally {
      changing.unlock();
    }
  }

  /** Wipes the keys from memory; does nothing when sealed already. */
  public void seal() {
    changing.lock();
    try {
      if (standing instanceof Standing.Open(SealedKeys sealed, KeyWrapping.Keys keys)) {
        standing = new Standing.Closed(new SealState.Sealed(sealed.storeId()));
        keys.close();
      }
    } finally {
      changing.unlock();
    }
  }

  @Override
  public void close() {
    seal();
  }

  private KeyWrapping.Keys open(SealedKeys sealed, List<SecretBytes> contributions) {
    Seal seal = seals.of(sealed.parameters());
    try (SecretBytes key =
        wrapping.taken(seal.keyEncryptionKey(sealed.parameters(), contributions))) {
      return wrapping.unwrap(sealed, key);
    } catch (IntegrityException e) {
      throw contributions.isEmpty()
          ? new UnsealFailedException(UnsealFailedException.WRONG_KEY, e)
          : ContributionRefusedException.wrongKey();
    }
  }

  private void settle(SealedKeys sealed) {
    saved.settle(seals.of(sealed.parameters()));
  }
}
