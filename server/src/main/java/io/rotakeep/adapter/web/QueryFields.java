package io.rotakeep.adapter.web;

import io.rotakeep.core.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a query, each at most once (RFC 6749 §3.1). Values stay undecoded until they are
 * asked for, so that a code is never decoded into a readable text.
 */
final class QueryFields {
  private static final int MOST = 32;

  private final Map<String, String> raw = new HashMap<>();

  /**
   * @throws BadQueryException unless every field is well-formed and appears once
   */
  QueryFields(@Nullable String query) {
    if (query == null || query.isEmpty()) {
      return;
    }
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      String value = equals < 0 ? "" : pair.substring(equals + 1);
      // Names are decoded first: an encoded second one is a second one too.
      if (raw.size() == MOST || raw.put(text(name), value) != null) {
        throw new BadQueryException("a field is repeated, or there are too many");
      }
    }
  }

  /**
   * Null if absent or empty, which is the same here (RFC 6749 §3.1).
   *
   * @throws BadQueryException if it is longer than {@code limit}, or not UTF-8
   */
  @Nullable String find(String name, int limit) {
    String value = present(name);
    if (value == null) {
      return null;
    }
    String decoded = text(value);
    if (decoded.length() > limit) {
      throw new BadQueryException(name + " is too long");
    }
    return decoded;
  }

  /**
   * Null if absent or empty; the caller closes it.
   *
   * @throws BadQueryException unless it is visible ASCII and spaces (RFC 6749 appendix A.11)
   */
  @Nullable SecretBytes findSecret(String name, int limit) {
    String value = present(name);
    if (value == null) {
      return null;
    }
    SecretBytes decoded = SecretBytes.owning(octets(value));
    boolean legal = decoded.length() <= limit && decoded.read(QueryFields::isVisible);
    if (!legal) {
      decoded.close();
      throw new BadQueryException(name + " is too long, or has characters that none may have");
    }
    return decoded;
  }

  private @Nullable String present(String name) {
    String value = raw.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  private static boolean isVisible(byte[] octets) {
    for (byte octet : octets) {
      if (octet < 0x20 || octet > 0x7e) {
        return false;
      }
    }
    return true;
  }

  private static String text(String encoded) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(octets(encoded)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new BadQueryException("a field is not UTF-8");
    }
  }

  private static byte[] octets(String encoded) {
    byte[] octets = new byte[encoded.length()];
    int length = 0;
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c > 0x7e || c <= 0x20) {
        throw new BadQueryException("a field is not encoded");
      }
      if (c == '%') {
        octets[length++] = (byte) (digit(encoded, i + 1) << 4 | digit(encoded, i + 2));
        i += 2;
      } else {
        octets[length++] = (byte) (c == '+' ? ' ' : c);
      }
    }
    byte[] decoded = Arrays.copyOf(octets, length);
    Arrays.fill(octets, (byte) 0);
    return decoded;
  }

  private static int digit(String encoded, int at) {
    int digit = at < encoded.length() ? Character.digit(encoded.charAt(at), 16) : -1;
    if (digit < 0) {
      throw new BadQueryException("a % is not followed by two hexadecimal digits");
    }
    return digit;
  }

  /** The message never repeats what came. */
  static final class BadQueryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadQueryException(String message) {
      super(message);
    }
  }
}
