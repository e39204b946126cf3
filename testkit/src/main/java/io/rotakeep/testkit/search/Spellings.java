package io.rotakeep.testkit.search;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;

/** The ways in which a text may stand in a file without being readable at first sight. */
final class Spellings {
  private Spellings() {}

  static List<byte[]> of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    var all = new LinkedHashSet<String>();
    all.add(text);
    all.add(URLEncoder.encode(text, StandardCharsets.UTF_8));
    all.add(HexFormat.of().formatHex(bytes));
    all.add(HexFormat.of().withUpperCase().formatHex(bytes));
    for (int offset = 0; offset < 3; offset++) {
      all.add(within(Base64.getEncoder(), bytes, offset));
      all.add(within(Base64.getUrlEncoder(), bytes, offset));
    }
    return Stream.concat(
            all.stream().map(spelling -> spelling.getBytes(StandardCharsets.UTF_8)),
            Stream.of(StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE).map(text::getBytes))
        .toList();
  }

  /**
   * The characters that stand for these bytes alone when {@code offset} others go before them, as
   * in a header or a document that was encoded as a whole.
   */
  private static String within(Base64.Encoder encoder, byte[] bytes, int offset) {
    byte[] shifted = new byte[offset + bytes.length];
    System.arraycopy(bytes, 0, shifted, offset, bytes.length);
    int first = offset == 0 ? 0 : offset + 1;
    int wholeBits = shifted.length * 8 / 6;
    return new String(
        Arrays.copyOfRange(encoder.encode(shifted), first, wholeBits), StandardCharsets.US_ASCII);
  }
}
