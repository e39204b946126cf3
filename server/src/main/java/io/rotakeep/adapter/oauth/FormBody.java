package io.rotakeep.adapter.oauth;

import io.rotakeep.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;

/**
 * Writes {@code application/x-www-form-urlencoded} as RFC 6749 appendix B means it: UTF-8, a space
 * is {@code +}. Secrets go from array to array and never become text.
 */
final class FormBody implements RequestBody {
  private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

  private final WipedBuffer out = new WipedBuffer(1024);

  @Override
  public FormBody add(String name, String value) {
    startPair(name);
    encode(value.getBytes(StandardCharsets.UTF_8), out);
    return this;
  }

  @Override
  public FormBody add(String name, SecretBytes value) {
    startPair(name);
    encode(value, out);
    return this;
  }

  @Override
  public String mediaType() {
    return "application/x-www-form-urlencoded";
  }

  @Override
  public SecretBytes toSecret() {
    return out.toSecret();
  }

  @Override
  public void close() {
    out.close();
  }

  static void encode(SecretBytes value, WipedBuffer out) {
    value.read(bytes -> encode(bytes, out));
  }

  /**
   * @return {@code out}
   */
  static WipedBuffer encode(byte[] value, WipedBuffer out) {
    for (byte octet : value) {
      if (stands(octet)) {
        out.put(octet);
      } else if (octet == ' ') {
        out.put('+');
      } else {
        out.put('%');
        out.put(HEX[octet >> 4 & 0xf]);
        out.put(HEX[octet & 0xf]);
      }
    }
    return out;
  }

  private void startPair(String name) {
    if (out.length() > 0) {
      out.put('&');
    }
    encode(name.getBytes(StandardCharsets.UTF_8), out);
    out.put('=');
  }

  private static boolean stands(byte octet) {
    return (octet >= 'a' && octet <= 'z')
        || (octet >= 'A' && octet <= 'Z')
        || (octet >= '0' && octet <= '9')
        || octet == '-'
        || octet == '.'
        || octet == '_'
        || octet == '*';
  }
}
