package io.rotakeep.core.crypto;

import io.rotakeep.core.BugException;
import io.rotakeep.core.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;

/**
 * AES-256-GCM under a key that is derived for one message and never used again.
 *
 * <p>A box is {@code salt(32) commitment(32) nonce(12) ciphertext tag(16)}. HKDF-SHA256 makes of
 * the long-term key, the salt and {@code info} both the message key and the commitment. GCM alone
 * accepts a ciphertext built to open under several keys; the commitment, compared before anything
 * is decrypted, leaves one key only. The long-term key itself never meets AES.
 */
final class CommittingAead {
  private static final int SALT = 32;
  private static final int KEY = 32;
  private static final int COMMITMENT = 32;
  private static final int NONCE = 12;
  private static final int TAG = 16;

  /** By how much a box is longer than what it holds. */
  static final int OVERHEAD = SALT + COMMITMENT + NONCE + TAG;

  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final String DERIVATION = "HKDF-SHA256";

  private final SecureRandom random;

  /** Found once: to search through all providers for each box costs as much as the box. */
  private final Provider ciphers;

  private final String derivations;

  CommittingAead(SecureRandom random) {
    this.random = random;
    try {
      this.ciphers = Cipher.getInstance(CIPHER).getProvider();
      this.derivations = KDF.getInstance(DERIVATION).getProviderName();
    } catch (GeneralSecurityException e) {
      throw new BugException("every JDK from 25 on has AES-256-GCM and HKDF-SHA256", e);
    }
  }

  /** What the derived key and the ciphertext are bound to, in this order. */
  record Binding(LengthPrefixed info, LengthPrefixed aad) {}

  byte[] encrypt(SecretBytes key, Binding binding, SecretBytes plaintext) {
    byte[] salt = new byte[SALT];
    byte[] nonce = new byte[NONCE];
    random.nextBytes(salt);
    random.nextBytes(nonce);
    byte[] derived = derive(key, salt, binding.info());
    try (SecretBytes messageKey = SecretBytes.owning(Arrays.copyOf(derived, KEY))) {
      byte[] box = new byte[OVERHEAD + plaintext.length()];
      ByteBuffer out = ByteBuffer.wrap(box);
      out.put(salt).put(derived, KEY, COMMITMENT).put(nonce);
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, messageKey, nonce, binding.aad());
      int at = out.position();
      plaintext.read(bytes -> finish(cipher, bytes, box, at));
      return box;
    } catch (GeneralSecurityException e) {
      throw new BugException("every JDK has AES-256-GCM", e);
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }

  /** Empty when the box was not made with this key for this binding, whatever the reason. */
  Optional<SecretBytes> decrypt(SecretBytes key, Binding binding, ByteBuffer box) {
    if (box.remaining() < OVERHEAD) {
      return Optional.empty();
    }
    byte[] salt = take(box, SALT);
    byte[] commitment = take(box, COMMITMENT);
    byte[] nonce = take(box, NONCE);
    byte[] ciphertext = take(box, box.remaining());
    byte[] derived = derive(key, salt, binding.info());
    try (SecretBytes messageKey = SecretBytes.owning(Arrays.copyOf(derived, KEY))) {
      if (!MessageDigest.isEqual(commitment, Arrays.copyOfRange(derived, KEY, KEY + COMMITMENT))) {
        return Optional.empty();
      }
      Cipher cipher = cipher(Cipher.DECRYPT_MODE, messageKey, nonce, binding.aad());
      return Optional.of(SecretBytes.owning(cipher.doFinal(ciphertext)));
    } catch (AEADBadTagException _) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new BugException("every JDK has AES-256-GCM", e);
    } finally {
      Arrays.fill(derived, (byte) 0);
    }
  }

  private byte[] derive(SecretBytes key, byte[] salt, LengthPrefixed info) {
    try {
      HKDFParameterSpec spec =
          HKDFParameterSpec.ofExtract()
              .addIKM(new EphemeralKey(key, "HKDF"))
              .addSalt(salt)
              .thenExpand(info.toByteArray(), KEY + COMMITMENT);
      return KDF.getInstance(DERIVATION, derivations).deriveData(spec);
    } catch (GeneralSecurityException e) {
      throw new BugException("every JDK from 25 on has HKDF-SHA256", e);
    }
  }

  private Cipher cipher(int mode, SecretBytes key, byte[] nonce, LengthPrefixed aad)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(CIPHER, ciphers);
    cipher.init(mode, new EphemeralKey(key, "AES"), new GCMParameterSpec(TAG * Byte.SIZE, nonce));
    cipher.updateAAD(aad.toByteArray());
    return cipher;
  }

  private static int finish(Cipher cipher, byte[] in, byte[] out, int from) {
    try {
      return cipher.doFinal(in, 0, in.length, out, from);
    } catch (GeneralSecurityException e) {
      throw new BugException("the room for a ciphertext was measured wrong", e);
    }
  }

  private static byte[] take(ByteBuffer from, int length) {
    byte[] taken = new byte[length];
    from.get(taken);
    return taken;
  }
}
