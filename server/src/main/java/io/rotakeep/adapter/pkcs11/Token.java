package io.rotakeep.adapter.pkcs11;

import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.AuthProvider;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.Key;
import java.security.KeyStore;
import java.security.ProviderException;
import java.security.Security;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * A token in a slot of a PKCS #11 library. Nobody is logged in but while it is used. The library is
 * loaded at the first use and stays: a process can load it once. Thread-safe, one use at a time.
 */
public final class Token {
  private static final String SPEAKER = "SunPKCS11";
  private static final int AES_256 = 256;

  private final Path library;
  private final int slotIndex;
  private @Nullable AuthProvider provider;

  /**
   * @param library such as {@code /usr/lib/softhsm/libsofthsm2.so}
   * @param slotIndex which of the library's slots, from 0
   */
  public Token(Path library, int slotIndex) {
    this.library = library;
    this.slotIndex = slotIndex;
  }

  /** What is done with a token that is open. */
  interface Use<T> {
    T with(Open open) throws GeneralSecurityException;
  }

  /**
   * @param pin the caller's to close
   * @throws WrongPinException if the token refuses it
   * @throws GeneralSecurityException if it is not there, or cannot do that
   */
  synchronized <T> T use(SecretBytes pin, Use<T> use) throws GeneralSecurityException {
    char[] word = pin.read(bytes -> decoded(bytes));
    try {
      AuthProvider speaking = provider();
      KeyStore keys = KeyStore.getInstance("PKCS11", speaking);
      keys.load(null, word);
      try {
        return use.with(new Open(speaking, keys));
      } finally {
        speaking.logout();
      }
    } catch (IOException e) {
      throw isAboutThePin(e) ? new WrongPinException(e) : new GeneralSecurityException(e);
    } catch (ProviderException e) {
      throw new GeneralSecurityException(String.valueOf(e.getMessage()), e);
    } finally {
      Arrays.fill(word, '\0');
    }
  }

  private AuthProvider provider() throws GeneralSecurityException {
    AuthProvider known = provider;
    if (known != null) {
      return known;
    }
    try {
      // A key that is made can be used inside the token only, and stays there.
      AuthProvider made =
          (AuthProvider)
              Security.getProvider(SPEAKER)
                  .configure(
                      """
                      --name = Rotakeep
                      library = %s
                      slotListIndex = %d
                      attributes(generate, CKO_SECRET_KEY, CKK_AES) = {
                        CKA_TOKEN = true
                        CKA_SENSITIVE = true
                        CKA_EXTRACTABLE = false
                        CKA_ENCRYPT = true
                        CKA_DECRYPT = true
                      }
                      """
                          .formatted(quoted(library), slotIndex));
      provider = made;
      return made;
    } catch (InvalidParameterException | ProviderException e) {
      throw new GeneralSecurityException(
          library + ": cannot be used as a PKCS #11 library: " + e.getMessage(), e);
    }
  }

  private static String quoted(Path path) {
    return '"' + path.toString() + '"';
  }

  private static boolean isAboutThePin(IOException e) {
    return e.getCause() instanceof UnrecoverableKeyException;
  }

  private static char[] decoded(byte[] bytes) {
    CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes));
    char[] chars = new char[decoded.remaining()];
    decoded.get(chars);
    decoded.clear();
    while (decoded.hasRemaining()) {
      decoded.put('\0');
    }
    return chars;
  }

  /** A token that somebody is logged in to. */
  record Open(AuthProvider provider, KeyStore keys) {
    Cipher cipher(String transformation) throws GeneralSecurityException {
      return Cipher.getInstance(transformation, provider);
    }

    SecretKey find(String label) throws GeneralSecurityException {
      Key found = keys.getKey(label, null);
      if (found instanceof SecretKey key) {
        return key;
      }
      throw new GeneralSecurityException("it has no secret key with the label " + label);
    }

    SecretKey findOrMake(String label) throws GeneralSecurityException {
      if (!keys.containsAlias(label)) {
        KeyGenerator generator = KeyGenerator.getInstance("AES", provider);
        generator.init(AES_256);
        keys.setKeyEntry(label, generator.generateKey(), null, null);
      }
      return find(label);
    }
  }
}
