package io.rotakeep.core.crypto;

import io.rotakeep.core.secret.KeyMemory;
import io.rotakeep.core.secret.KeyPage;
import io.rotakeep.core.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The keys that an unsealed daemon works with: data root keys by term, and one key for each other
 * use, all in {@link KeyMemory}. Immutable; closing it wipes every key, and whoever still uses one
 * meets an IllegalStateException.
 *
 * <p>Encoded as {@code version(1) current(4) count(4) {term(4) key(32)}… fingerprint(32) audit(32)
 * witness(32) authentication(32)}, all numbers big-endian.
 */
public final class Keyring implements AutoCloseable {
  private static final byte VERSION = 1;
  private static final int KEY = 32;
  private static final int OTHERS = 4;

  /** How many terms there can be. */
  public static final int MAX_TERMS = 1_000;

  private final NavigableMap<KeyTerm, SecretBytes> dataRootKeys;
  private final KeyTerm current;
  private final SecretBytes fingerprintKey;
  private final SecretBytes auditKey;
  private final SecretBytes witnessKey;
  private final SecretBytes authenticationKey;

  private Keyring(
      NavigableMap<KeyTerm, SecretBytes> dataRootKeys,
      KeyTerm current,
      SecretBytes fingerprintKey,
      SecretBytes auditKey,
      SecretBytes witnessKey,
      SecretBytes authenticationKey) {
    this.dataRootKeys = dataRootKeys;
    this.current = current;
    this.fingerprintKey = fingerprintKey;
    this.auditKey = auditKey;
    this.witnessKey = witnessKey;
    this.authenticationKey = authenticationKey;
  }

  public static Keyring generate(SecureRandom random, KeyMemory memory) {
    NavigableMap<KeyTerm, SecretBytes> first = new TreeMap<>();
    KeyTerm term = new KeyTerm(1);
    try (KeyPage page = new KeyPage(memory, (1 + OTHERS) * KEY)) {
      first.put(term, fresh(page, random));
      return new Keyring(
          first,
          term,
          fresh(page, random),
          fresh(page, random),
          fresh(page, random),
          fresh(page, random));
    }
  }

  /**
   * What {@link #encode} gave, which remains the caller's to close.
   *
   * @throws IntegrityException if it is anything else
   */
  public static Keyring decode(SecretBytes encoded, KeyMemory memory) {
    return encoded.read(bytes -> decode(ByteBuffer.wrap(bytes), memory));
  }

  /** For {@link #withNextTerm}; the caller's to close until a keyring that it keeps has it. */
  public static SecretBytes newDataRootKey(SecureRandom random, KeyMemory memory) {
    try (KeyPage page = new KeyPage(memory, KEY)) {
      return fresh(page, random);
    }
  }

  public boolean isFull() {
    return dataRootKeys.size() == MAX_TERMS;
  }

  /**
   * The same keys and one term more, which is the current one. This keyring stays as it is, so that
   * whoever has it at hand can go on with it. Of the two, whoever keeps one closes that one only.
   */
  public Keyring withNextTerm(SecretBytes dataRootKey) {
    if (isFull()) {
      throw new IllegalStateException("a keyring has at most " + MAX_TERMS + " terms");
    }
    NavigableMap<KeyTerm, SecretBytes> terms = new TreeMap<>(dataRootKeys);
    KeyTerm next = dataRootKeys.lastKey().next();
    terms.put(next, dataRootKey);
    return new Keyring(terms, next, fingerprintKey, auditKey, witnessKey, authenticationKey);
  }

  /** The term that new envelopes are written under. */
  public KeyTerm currentTerm() {
    return current;
  }

  public NavigableSet<KeyTerm> terms() {
    return Collections.unmodifiableNavigableSet(dataRootKeys.navigableKeySet());
  }

  /** Authenticates the audit chain. Closed with the keyring, by nobody else. */
  public SecretBytes auditKey() {
    return auditKey;
  }

  /** Authenticates the witness of the journal. Closed with the keyring, by nobody else. */
  public SecretBytes witnessKey() {
    return witnessKey;
  }

  public SecretBytes encode() {
    int size = 1 + 4 + 4 + dataRootKeys.size() * (4 + KEY) + OTHERS * KEY;
    byte[] encoded = new byte[size];
    ByteBuffer out = ByteBuffer.wrap(encoded);
    out.put(VERSION).putInt(current.number()).putInt(dataRootKeys.size());
    dataRootKeys.forEach(
        (term, key) -> {
          out.putInt(term.number());
          key.writeTo(out);
        });
    fingerprintKey.writeTo(out);
    auditKey.writeTo(out);
    witnessKey.writeTo(out);
    authenticationKey.writeTo(out);
    return SecretBytes.owning(encoded);
  }

  @Override
  public void close() {
    dataRootKeys.values().forEach(SecretBytes::close);
    fingerprintKey.close();
    auditKey.close();
    witnessKey.close();
    authenticationKey.close();
  }

  @Override
  public String toString() {
    return "Keyring[terms " + dataRootKeys.firstKey().number() + " to " + current.number() + "]";
  }

  Optional<SecretBytes> dataRootKey(KeyTerm term) {
    return Optional.ofNullable(dataRootKeys.get(term));
  }

  SecretBytes fingerprintKey() {
    return fingerprintKey;
  }

  /** Authenticates what we hand out and take back: page tokens, and rows that are not encrypted. */
  SecretBytes authenticationKey() {
    return authenticationKey;
  }

  private static Keyring decode(ByteBuffer in, KeyMemory memory) {
    Contents contents = Contents.checked(in.duplicate());
    NavigableMap<KeyTerm, SecretBytes> terms = new TreeMap<>();
    in.position(in.position() + 9);
    try (KeyPage page = new KeyPage(memory, (contents.count() + OTHERS) * KEY)) {
      for (int i = 0; i < contents.count(); i++) {
        terms.put(new KeyTerm(in.getInt()), key(page, in));
      }
      return new Keyring(
          terms, contents.current(), key(page, in), key(page, in), key(page, in), key(page, in));
    }
  }

  /** What an encoding says of itself, looked through before the first key is taken from it. */
  private record Contents(int count, KeyTerm current) {
    static Contents checked(ByteBuffer in) {
      if (in.remaining() < 9 || in.get() != VERSION) {
        throw new IntegrityException("the keyring is not of a version that this program reads");
      }
      int current = in.getInt();
      int count = in.getInt();
      if (count < 1 || count > MAX_TERMS || in.remaining() != count * (4 + KEY) + OTHERS * KEY) {
        throw new IntegrityException("the keyring has the wrong length");
      }
      Set<Integer> terms = new HashSet<>();
      for (int i = 0; i < count; i++) {
        int term = in.getInt(in.position() + i * (4 + KEY));
        if (term < 1 || !terms.add(term)) {
          throw new IntegrityException("the keyring has a wrong key term");
        }
      }
      if (!terms.contains(current)) {
        throw new IntegrityException("the keyring lacks its current key term");
      }
      return new Contents(count, new KeyTerm(current));
    }
  }

  private static SecretBytes key(KeyPage page, ByteBuffer in) {
    byte[] key = new byte[KEY];
    in.get(key);
    return kept(page, key);
  }

  private static SecretBytes fresh(KeyPage page, SecureRandom random) {
    byte[] key = new byte[KEY];
    random.nextBytes(key);
    return kept(page, key);
  }

  private static SecretBytes kept(KeyPage page, byte[] key) {
    try {
      return page.keep(key);
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }
}
