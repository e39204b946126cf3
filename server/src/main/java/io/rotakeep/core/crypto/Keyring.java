package io.rotakeep.core.crypto;

import io.rotakeep.core.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The keys that an unsealed daemon works with: data root keys by term, and one key for each other
 * use. Immutable; closing it wipes every key, and whoever still uses one meets an
 * IllegalStateException.
 *
 * <p>Encoded as {@code version(1) current(4) count(4) {term(4) key(32)}… fingerprint(32) audit(32)
 * witness(32) authentication(32)}, all numbers big-endian.
 */
public final class Keyring implements AutoCloseable {
  private static final byte VERSION = 1;
  private static final int KEY = 32;
  private static final int MAX_TERMS = 1_000;

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

  public static Keyring generate(SecureRandom random) {
    NavigableMap<KeyTerm, SecretBytes> first = new TreeMap<>();
    KeyTerm term = new KeyTerm(1);
    first.put(term, SecretBytes.random(KEY, random));
    return new Keyring(
        first,
        term,
        SecretBytes.random(KEY, random),
        SecretBytes.random(KEY, random),
        SecretBytes.random(KEY, random),
        SecretBytes.random(KEY, random));
  }

  /**
   * What {@link #encode} gave, which remains the caller's to close.
   *
   * @throws IntegrityException if it is anything else
   */
  public static Keyring decode(SecretBytes encoded) {
    return encoded.read(bytes -> decode(ByteBuffer.wrap(bytes)));
  }

  /** A copy with one term more, which is the current one; this keyring stays as it is. */
  public Keyring withNextTerm(SecureRandom random) {
    NavigableMap<KeyTerm, SecretBytes> terms = new TreeMap<>();
    dataRootKeys.forEach((term, key) -> terms.put(term, key.copy()));
    KeyTerm next = dataRootKeys.lastKey().next();
    terms.put(next, SecretBytes.random(KEY, random));
    return new Keyring(
        terms,
        next,
        fingerprintKey.copy(),
        auditKey.copy(),
        witnessKey.copy(),
        authenticationKey.copy());
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
    int size = 1 + 4 + 4 + dataRootKeys.size() * (4 + KEY) + 4 * KEY;
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

  private static Keyring decode(ByteBuffer in) {
    if (in.remaining() < 9 || in.get() != VERSION) {
      throw new IntegrityException("the keyring is not of a version that this program reads");
    }
    int current = in.getInt();
    int count = in.getInt();
    if (count < 1 || count > MAX_TERMS || in.remaining() != count * (4 + KEY) + 4 * KEY) {
      throw new IntegrityException("the keyring has the wrong length");
    }
    NavigableMap<KeyTerm, SecretBytes> terms = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      int term = in.getInt();
      if (term < 1 || terms.putIfAbsent(new KeyTerm(term), key(in)) != null) {
        throw new IntegrityException("the keyring has a wrong key term");
      }
    }
    if (current < 1 || !terms.containsKey(new KeyTerm(current))) {
      throw new IntegrityException("the keyring lacks its current key term");
    }
    return new Keyring(terms, new KeyTerm(current), key(in), key(in), key(in), key(in));
  }

  private static SecretBytes key(ByteBuffer in) {
    byte[] key = new byte[KEY];
    in.get(key);
    return SecretBytes.owning(key);
  }
}
