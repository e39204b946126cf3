package io.rotakeep.core.crypto;

import io.rotakeep.core.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Encrypts one value for one place.
 *
 * <p>An envelope is {@code version(1) algorithm(1) term(4)} and a box of {@link CommittingAead}:
 * {@code salt(32) commitment(32) nonce(12) ciphertext tag(16)}. The plaintext is padded to a
 * multiple of 256 bytes, its length in front, so that an envelope's length does not tell one
 * provider's tokens from another's. Thread-safe.
 */
public final class EnvelopeCipher {
  /** Far above any token or kept answer; more is a fault of the caller. */
  public static final int MAX_PLAINTEXT = 1 << 20;

  private static final byte VERSION = 1;
  private static final byte AES_256_GCM_HKDF_SHA256 = 1;
  private static final int HEADER = 1 + 1 + Integer.BYTES;
  private static final int BUCKET = 256;

  private final Supplier<Keyring> keyring;
  private final CommittingAead aead;

  /** {@code keyring} is asked at every call and may refuse, for instance while sealed. */
  public EnvelopeCipher(Supplier<Keyring> keyring, SecureRandom random) {
    this.keyring = keyring;
    this.aead = new CommittingAead(random);
  }

  public byte[] encrypt(SecretBytes plaintext, RecordAddress place) {
    if (plaintext.length() > MAX_PLAINTEXT) {
      throw new IllegalArgumentException(
          "at most " + MAX_PLAINTEXT + " bytes are encrypted in one envelope");
    }
    Keyring keys = keyring.get();
    KeyTerm term = keys.currentTerm();
    SecretBytes rootKey = keys.dataRootKey(term).orElseThrow();
    try (SecretBytes padded = pad(plaintext)) {
      byte[] box = aead.encrypt(rootKey, bind(term, place), padded);
      return ByteBuffer.allocate(HEADER + box.length)
          .put(VERSION)
          .put(AES_256_GCM_HKDF_SHA256)
          .putInt(term.number())
          .put(box)
          .array();
    }
  }

  /**
   * @throws UnknownKeyTermException if the keyring lacks the envelope's term
   * @throws IntegrityException if the envelope was not written by this store for this place
   */
  public SecretBytes decrypt(byte[] envelope, RecordAddress place) {
    KeyTerm term =
        term(envelope)
            .orElseThrow(
                () ->
                    new IntegrityException(
                        place.describe() + ": not an envelope that this program reads"));
    ByteBuffer in = ByteBuffer.wrap(envelope, HEADER, envelope.length - HEADER);
    SecretBytes rootKey =
        keyring.get().dataRootKey(term).orElseThrow(() -> unknownTerm(term, place));
    try (SecretBytes padded =
        aead.decrypt(rootKey, bind(term, place), in).orElseThrow(() -> notAuthentic(place))) {
      return unpad(padded, place);
    }
  }

  /** A number that no keyring can have is damage, and not a key that is missing. */
  static Optional<KeyTerm> term(byte[] envelope) {
    ByteBuffer in = ByteBuffer.wrap(envelope);
    if (envelope.length < HEADER || in.get() != VERSION || in.get() != AES_256_GCM_HKDF_SHA256) {
      return Optional.empty();
    }
    int number = in.getInt();
    return number < 1 || number > Keyring.MAX_TERMS
        ? Optional.empty()
        : Optional.of(new KeyTerm(number));
  }

  private static CommittingAead.Binding bind(KeyTerm term, RecordAddress place) {
    LengthPrefixed info =
        new LengthPrefixed()
            .add("rotakeep/record/1")
            .add(place.storeId())
            .add(place.table())
            .add(place.column())
            .add(place.recordId())
            .add(place.generation());
    LengthPrefixed aad =
        new LengthPrefixed()
            .add(VERSION)
            .add(AES_256_GCM_HKDF_SHA256)
            .add(term.number())
            .add(place.storeId())
            .add(place.table())
            .add(place.column())
            .add(place.recordId())
            .add(place.provider())
            .add(place.issuerHost())
            .add(place.generation())
            .add(place.state());
    new TreeMap<>(place.beside()).forEach((name, value) -> aad.add(name).add(value));
    return new CommittingAead.Binding(info, aad);
  }

  private static SecretBytes pad(SecretBytes plaintext) {
    int needed = Integer.BYTES + plaintext.length();
    byte[] padded = new byte[Math.ceilDiv(needed, BUCKET) * BUCKET];
    ByteBuffer out = ByteBuffer.wrap(padded).putInt(plaintext.length());
    plaintext.writeTo(out);
    return SecretBytes.owning(padded);
  }

  private static SecretBytes unpad(SecretBytes padded, RecordAddress place) {
    return padded.read(
        bytes -> {
          int length = bytes.length < Integer.BYTES ? -1 : ByteBuffer.wrap(bytes).getInt();
          if (length < 0 || length > bytes.length - Integer.BYTES) {
            throw notAuthentic(place);
          }
          return SecretBytes.owning(
              Arrays.copyOfRange(bytes, Integer.BYTES, Integer.BYTES + length));
        });
  }

  private static IntegrityException notAuthentic(RecordAddress place) {
    return new IntegrityException(place.describe() + " does not authenticate");
  }

  private static UnknownKeyTermException unknownTerm(KeyTerm term, RecordAddress place) {
    return new UnknownKeyTermException(
        place.describe()
            + " is encrypted under key term "
            + term.number()
            + ", which is not in the keyring");
  }
}
