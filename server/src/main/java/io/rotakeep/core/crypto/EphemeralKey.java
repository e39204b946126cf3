package io.rotakeep.core.crypto;

import io.rotakeep.core.secret.SecretBytes;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import javax.crypto.SecretKey;

/**
 * Lends a secret to the JDK's ciphers for one operation.
 *
 * <p>{@code SecretKeySpec} keeps a copy that nobody can wipe. The JDK's AES, HMAC and HKDF wipe the
 * array which {@link #getEncoded} hands them as soon as they have expanded it, so with this key the
 * only lasting copy is the {@link SecretBytes}, whose owner closes it.
 */
final class EphemeralKey implements SecretKey {
  private final transient SecretBytes secret;
  private final String algorithm;

  EphemeralKey(SecretBytes secret, String algorithm) {
    this.secret = secret;
    this.algorithm = algorithm;
  }

  @Override
  public String getAlgorithm() {
    return algorithm;
  }

  @Override
  public String getFormat() {
    return "RAW";
  }

  @Override
  public byte[] getEncoded() {
    return secret.toByteArray();
  }

  private void writeObject(ObjectOutputStream stream) throws NotSerializableException {
    throw new NotSerializableException("a key");
  }
}
