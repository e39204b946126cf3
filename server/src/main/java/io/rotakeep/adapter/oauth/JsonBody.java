package io.rotakeep.adapter.oauth;

import io.rotakeep.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;

/**
 * Writes one JSON object of strings in UTF-8 (RFC 8259). Secrets go from array to array and never
 * become text.
 */
final class JsonBody implements RequestBody {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final WipedBuffer out = new WipedBuffer(1024);

  @Override
  public JsonBody add(String name, String value) {
    startPair(name);
    quote(value.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  @Override
  public JsonBody add(String name, SecretBytes value) {
    startPair(name);
    value.read(
        bytes -> {
          quote(bytes);
          return bytes.length;
        });
    return this;
  }

  @Override
  public String mediaType() {
    return "application/json";
  }

  @Override
  public SecretBytes toSecret() {
    try (WipedBuffer whole = new WipedBuffer(out.length() + 2)) {
      if (out.length() == 0) {
        whole.put('{');
      }
      out.appendTo(whole);
      whole.put('}');
      return whole.toSecret();
    }
  }

  @Override
  public void close() {
    out.close();
  }

  private void startPair(String name) {
    out.put(out.length() == 0 ? '{' : ',');
    quote(name.getBytes(StandardCharsets.UTF_8));
    out.put(':');
  }

  private void quote(byte[] utf8) {
    out.put('"');
    for (byte octet : utf8) {
      if (octet == '"' || octet == '\\') {
        out.put('\\');
        out.put(octet);
      } else if (octet >= 0 && octet < 0x20) {
        escape(octet);
      } else {
        out.put(octet);
      }
    }
    out.put('"');
  }

  private void escape(byte control) {
    out.put('\\');
    out.put('u');
    out.put('0');
    out.put('0');
    out.put(HEX[control >> 4]);
    out.put(HEX[control & 0xf]);
  }
}
