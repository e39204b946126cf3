package io.rotakeep.adapter.oauth;

import java.io.Writer;
import java.util.Arrays;

/**
 * Takes a JSON string out of a parser, character by character, and zeroes where it stood. What is
 * not printable ASCII spoils it: no token has such characters (RFC 6749 appendix A).
 */
final class SecretWriter extends Writer {
  private final WipedBuffer out;
  private final int longest;
  private boolean spoilt;

  SecretWriter(WipedBuffer out, int longest) {
    this.out = out;
    this.longest = longest;
  }

  boolean isSpoilt() {
    return spoilt;
  }

  @Override
  public void write(char[] source, int offset, int length) {
    for (int i = offset; i < offset + length; i++) {
      char c = source[i];
      if (c < 0x20 || c > 0x7e || out.length() == longest) {
        spoilt = true;
        break;
      }
      out.put(c);
    }
    Arrays.fill(source, offset, offset + length, '\0');
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
