package io.rotakeep.core.seal;

import io.rotakeep.core.BugException;
import io.rotakeep.core.crypto.IntegrityException;
import io.rotakeep.core.crypto.KeyWrap;
import io.rotakeep.core.crypto.Keyring;
import io.rotakeep.core.secret.KeyMemory;
import io.rotakeep.core.secret.KeyPage;
import io.rotakeep.core.secret.SecretBytes;
import java.security.SecureRandom;
import java.util.UUID;

/** Puts keys into the sealed blob and takes them out: seal's key over root key over keyring. */
final class KeyWrapping {
  private static final String ROOT_KEY = "root key";
  private static final String KEYRING = "keyring";

  private static final String SELF_TEST = "self-test";
  private static final byte[] NOTHING = {};

  private static final int KEY = 32;

  private final SecureRandom random;
  private final KeyMemory memory;
  private final KeyWrap keyWrap;

  /**
   * @param memory where keys lie that are in use
   */
  KeyWrapping(SecureRandom random, KeyMemory memory) {
    this.random = random;
    this.memory = memory;
    this.keyWrap = new KeyWrap(random);
    testItself();
  }

  /**
   * Before there is a key that matters: what Java loads for the first one lasts long enough for the
   * collector to come by, and leave a copy of it.
   */
  private void testItself() {
    try (SecretBytes outer = SecretBytes.random(KEY, random);
        SecretBytes inner = SecretBytes.random(KEY, random);
        SecretBytes unwrapped =
            keyWrap.unwrap(
                outer, keyWrap.wrap(outer, inner, SELF_TEST, NOTHING), SELF_TEST, NOTHING)) {
      if (!unwrapped.matches(inner)) {
        throw new BugException("this Java unwraps another key than it has wrapped");
      }
    }
  }

  /** What an open blob holds. */
  record Keys(SecretBytes rootKey, Keyring keyring) implements AutoCloseable {
    @Override
    public void close() {
      rootKey.close();
      keyring.close();
    }
  }

  SecretBytes newRootKey() {
    try (SecretBytes fresh = SecretBytes.random(KEY, random)) {
      return kept(fresh);
    }
  }

  Keyring newKeyring() {
    return Keyring.generate(random, memory);
  }

  /** For a further term; the caller's until a keyring that is kept has it. */
  SecretBytes newDataRootKey() {
    return Keyring.newDataRootKey(random, memory);
  }

  SealedKeys wrap(UUID storeId, SealParameters parameters, SecretBytes sealKey, Keys keys) {
    byte[] header = SealedKeys.header(storeId, parameters);
    try (SecretBytes encoded = keys.keyring().encode()) {
      return new SealedKeys(
          storeId,
          parameters,
          new SealedKeys.Wrapped(
              keyWrap.wrap(sealKey, keys.rootKey(), ROOT_KEY, header),
              keyWrap.wrap(keys.rootKey(), encoded, KEYRING, header)));
    }
  }

  /** The same blob with another keyring, for which the seal's key is not needed. */
  SealedKeys wrap(SealedKeys before, Keys keys) {
    try (SecretBytes encoded = keys.keyring().encode()) {
      SealedKeys.Wrapped wrapped =
          new SealedKeys.Wrapped(
              before.wrapped().rootKey(),
              keyWrap.wrap(keys.rootKey(), encoded, KEYRING, before.header()));
      return new SealedKeys(before.storeId(), before.parameters(), wrapped);
    }
  }

  /**
   * @throws IntegrityException if the seal's key is another, or the blob was altered
   */
  Keys unwrap(SealedKeys sealed, SecretBytes sealKey) {
    byte[] header = sealed.header();
    try (SecretBytes rootKey =
            keyWrap.unwrap(sealKey, sealed.wrapped().rootKey(), ROOT_KEY, header);
        SecretBytes encoded =
            keyWrap.unwrap(rootKey, sealed.wrapped().keyring(), KEYRING, header)) {
      Keyring keyring = Keyring.decode(encoded, memory);
      return new Keys(kept(rootKey), keyring);
    }
  }

  /** The same key off the heap; the given one is closed. */
  SecretBytes taken(SecretBytes key) {
    try (key) {
      return kept(key);
    }
  }

  /** The same with its key off the heap, where it may have to wait for people. */
  FreshSeal taken(FreshSeal seal) {
    try {
      return new FreshSeal(seal.parameters(), taken(seal.key()), seal.shares());
    } catch (RuntimeException | Error e) {
      seal.close();
      throw e;
    }
  }

  private SecretBytes kept(SecretBytes key) {
    try (KeyPage page = new KeyPage(memory, KEY)) {
      return page.keep(key);
    }
  }
}
