package io.rotakeep.adapter.pkcs11;

import io.rotakeep.core.seal.ContributionRefusedException;
import io.rotakeep.core.seal.FreshSeal;
import io.rotakeep.core.seal.Seal;
import io.rotakeep.core.seal.SealKind;
import io.rotakeep.core.seal.SealParameters;
import io.rotakeep.core.seal.SealWish;
import io.rotakeep.core.seal.UnsealFailedException;
import io.rotakeep.core.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Supplier;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * A key that a token wraps: the token holds an AES-256 key that cannot be taken out, and encrypts
 * with AES-GCM what the root key is wrapped under. The token is asked at each unsealing only, so it
 * may be away while the daemon serves.
 *
 * <p>Parameters are {@code nonce(12) wrapped(48)} and the label of the key in the token.
 */
public final class Pkcs11Seal implements Seal {
  private static final String CIPHER = "AES/GCM/NoPadding";
  private static final byte[] PURPOSE = "rotakeep seal".getBytes(StandardCharsets.US_ASCII);
  private static final int KEY = 32;
  private static final int NONCE = 12;
  private static final int TAG = 16;
  private static final int LONGEST_PIN = 256;

  private final Token token;
  private final String label;
  private final @Nullable Supplier<SecretBytes> pin;
  private final SecureRandom random;

  /** Null until the token has refused one; kept, since the next one may be the same. */
  private @Nullable SecretBytes refusedPin;

  /**
   * @param label of the key in the token, for new seals; an existing one says its own
   * @param pin null if a person gives it at each unsealing; what it yields is closed here
   */
  public Pkcs11Seal(
      Token token, String label, @Nullable Supplier<SecretBytes> pin, SecureRandom random) {
    this.token = token;
    this.label = label;
    this.pin = pin;
    this.random = random;
  }

  @Override
  public SealKind kind() {
    return SealKind.PKCS11;
  }

  /** Takes the key with that label in the token, or makes it. */
  @Override
  public FreshSeal make(SealWish wish, @Nullable SealParameters present) {
    SecretBytes key = SecretBytes.random(KEY, random);
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    try {
      byte[] wrapped =
          byOwnPin(
              open -> {
                SecretKey wrapping = open.findOrMake(label);
                Cipher cipher = open.cipher(CIPHER);
                cipher.init(Cipher.ENCRYPT_MODE, wrapping, new GCMParameterSpec(TAG * 8, nonce));
                cipher.updateAAD(PURPOSE);
                return key.read(bytes -> finished(cipher, bytes));
              });
      return new FreshSeal(parameters(nonce, wrapped), key, List.of());
    } catch (GeneralSecurityException e) {
      key.close();
      throw refused(e);
    } catch (UnsealFailedException e) {
      key.close();
      throw e;
    }
  }

  @Override
  public int needed(SealParameters parameters) {
    return pin == null ? 1 : 0;
  }

  @Override
  public void check(SealParameters parameters, SecretBytes given, List<SecretBytes> before) {
    if (given.isEmpty() || given.length() > LONGEST_PIN) {
      throw new ContributionRefusedException("must be a PIN of 1 to " + LONGEST_PIN + " bytes");
    }
  }

  @Override
  public SecretBytes keyEncryptionKey(SealParameters parameters, List<SecretBytes> contributions) {
    ByteBuffer in = ByteBuffer.wrap(parameters.values());
    if (in.remaining() <= NONCE + KEY + TAG) {
      throw damaged();
    }
    byte[] nonce = taken(in, NONCE);
    byte[] wrapped = taken(in, KEY + TAG);
    String named = new String(taken(in, in.remaining()), StandardCharsets.UTF_8);
    Token.Use<SecretBytes> unwrap =
        open -> {
          Cipher cipher = open.cipher(CIPHER);
          cipher.init(Cipher.DECRYPT_MODE, open.find(named), new GCMParameterSpec(TAG * 8, nonce));
          cipher.updateAAD(PURPOSE);
          return SecretBytes.owning(cipher.doFinal(wrapped));
        };
    try {
      return contributions.isEmpty()
          ? byOwnPin(unwrap)
          : token.use(contributions.getFirst(), unwrap);
    } catch (AEADBadTagException _) {
      // A token that has another key of that name.
      throw contributions.isEmpty()
          ? UnsealFailedException.wrongKey(
              "the token's key " + named + " is not the one; bring the token that has it")
          : ContributionRefusedException.wrongKey();
    } catch (WrongPinException e) {
      throw contributions.isEmpty() ? refused(e) : ContributionRefusedException.wrongKey();
    } catch (GeneralSecurityException e) {
      throw refused(e);
    }
  }

  /**
   * A PIN that the token refused is not shown to it again: it is tried by itself every few seconds,
   * and tokens lock themselves after some wrong ones.
   */
  private synchronized <T> T byOwnPin(Token.Use<T> use) throws GeneralSecurityException {
    try (SecretBytes own = ownPin()) {
      SecretBytes before = refusedPin;
      if (before != null && before.matches(own)) {
        throw new UnsealFailedException(
            "seal.pin is not tried again, since the token refused it and may lock itself; put the"
                + " right one there, or restart the daemon if the token's was changed");
      }
      try {
        return token.use(own, use);
      } catch (WrongPinException e) {
        refusedPin = SecretBytes.owning(own.toByteArray());
        throw e;
      }
    }
  }

  @Override
  public void inForce(SealParameters parameters) {}

  private SecretBytes ownPin() {
    if (pin == null) {
      throw new UnsealFailedException(
          "seal.pin is needed to make a key in the token: write pin: {file: …}");
    }
    return pin.get();
  }

  private SealParameters parameters(byte[] nonce, byte[] wrapped) {
    byte[] name = label.getBytes(StandardCharsets.UTF_8);
    byte[] values =
        ByteBuffer.allocate(nonce.length + wrapped.length + name.length)
            .put(nonce)
            .put(wrapped)
            .put(name)
            .array();
    return new SealParameters(SealKind.PKCS11.text(), values);
  }

  private static byte[] finished(Cipher cipher, byte[] plaintext) {
    try {
      return cipher.doFinal(plaintext);
    } catch (GeneralSecurityException e) {
      throw refused(e);
    }
  }

  private static byte[] taken(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static UnsealFailedException refused(GeneralSecurityException e) {
    return new UnsealFailedException(
        "seal: the token does not help", String.valueOf(e.getMessage()), e);
  }

  private static UnsealFailedException damaged() {
    return new UnsealFailedException(
        "the sealed keys cannot be read: their parameters are damaged");
  }
}
