package io.rotakeep.adapter.jose;

import io.rotakeep.core.bearer.TokenFault;
import io.rotakeep.core.bearer.UnreadableTokenException;
import java.util.Arrays;
import java.util.Base64;

/**
 * The three parts of a signed token (RFC 7515 section 3.1), each in the only Base64url that it has:
 * no padding, no line breaks, no bits left over.
 *
 * @param signed the first two as they came, with the dot between them
 */
@SuppressWarnings("ArrayRecordComponent") // never compared; lives as long as one reading
record CompactForm(byte[] header, byte[] payload, byte[] signature, byte[] signed) {

  static CompactForm of(byte[] token) throws UnreadableTokenException {
    int first = indexOfDot(token, 0);
    int second = first < 0 ? -1 : indexOfDot(token, first + 1);
    if (second < 0 || indexOfDot(token, second + 1) >= 0) {
      throw new UnreadableTokenException(TokenFault.MALFORMED);
    }
    return new CompactForm(
        decoded(token, 0, first),
        decoded(token, first + 1, second),
        decoded(token, second + 1, token.length),
        Arrays.copyOf(token, second));
  }

  private static int indexOfDot(byte[] token, int from) {
    for (int i = from; i < token.length; i++) {
      if (token[i] == '.') {
        return i;
      }
    }
    return -1;
  }

  private static byte[] decoded(byte[] token, int start, int end) throws UnreadableTokenException {
    byte[] text = Arrays.copyOfRange(token, start, end);
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text);
      byte[] canonical = Base64.getUrlEncoder().withoutPadding().encode(bytes);
      if (bytes.length > 0 && Arrays.equals(canonical, text)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Not of the alphabet; said below like all else.
    }
    throw new UnreadableTokenException(TokenFault.MALFORMED);
  }

  @Override
  public String toString() {
    return "a token of " + signed.length + " bytes before its signature";
  }
}
