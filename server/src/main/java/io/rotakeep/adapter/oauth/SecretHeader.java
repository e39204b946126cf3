package io.rotakeep.adapter.oauth;

import io.rotakeep.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.apache.hc.core5.http.FormattedHeader;
import org.apache.hc.core5.util.CharArrayBuffer;

/**
 * An Authorization header whose characters are ours to zero. The library copies them once more into
 * its send buffer, which it drops with the connection.
 */
final class SecretHeader implements FormattedHeader, AutoCloseable {
  private static final String NAME = "Authorization";

  private final CharArrayBuffer line;

  private SecretHeader(String scheme, byte[] credentials) {
    line = new CharArrayBuffer(NAME.length() + scheme.length() + credentials.length + 3);
    line.append(NAME);
    line.append(": ");
    line.append(scheme);
    line.append(' ');
    line.append(credentials, 0, credentials.length);
  }

  /** RFC 6749 §2.3.1: both halves are form-encoded before they are joined. */
  static SecretHeader basic(String clientId, SecretBytes secret) {
    try (WipedBuffer pair = new WipedBuffer(256)) {
      FormBody.encode(clientId.getBytes(StandardCharsets.UTF_8), pair);
      pair.put(':');
      FormBody.encode(secret, pair);
      try (SecretBytes joined = pair.toSecret()) {
        return owning("Basic", joined.read(bytes -> Base64.getEncoder().encode(bytes)));
      }
    }
  }

  /** RFC 6750 §2.1. */
  static SecretHeader bearer(SecretBytes token) {
    return owning("Bearer", token.toByteArray());
  }

  private static SecretHeader owning(String scheme, byte[] credentials) {
    try {
      return new SecretHeader(scheme, credentials);
    } finally {
      Arrays.fill(credentials, (byte) 0);
    }
  }

  @Override
  public CharArrayBuffer getBuffer() {
    return line;
  }

  @Override
  public int getValuePos() {
    return NAME.length() + 2;
  }

  @Override
  public String getName() {
    return NAME;
  }

  /** Withheld, so that nothing can log it. */
  @Override
  public String getValue() {
    return "hidden";
  }

  @Override
  public boolean isSensitive() {
    return true;
  }

  @Override
  public void close() {
    Arrays.fill(line.array(), '\0');
    line.clear();
  }

  @Override
  public String toString() {
    return NAME + ": hidden";
  }
}
