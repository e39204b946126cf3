package io.rotakeep.adapter.web;

import io.rotakeep.adapter.web.QueryFields.BadQueryException;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.testkit.fuzz.Trial;
import java.nio.charset.StandardCharsets;

/** Whatever a browser brings back is fields, or a refusal that repeats none of it. */
public final class CallbackFuzz {
  private static final int LIMIT = 2048;

  private CallbackFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Trial.of(input, CallbackFuzz::read);
  }

  private static void read(byte[] input) {
    try {
      QueryFields fields = new QueryFields(new String(input, StandardCharsets.ISO_8859_1));
      for (String name : new String[] {"state", "iss", "error", "error_description"}) {
        String value = fields.find(name, LIMIT);
        if (value != null && (value.isEmpty() || value.length() > LIMIT)) {
          throw new AssertionError(name + " has " + value.length() + " characters");
        }
      }
      try (SecretBytes code = fields.findSecret("code", LIMIT)) {
        if (code != null && (code.isEmpty() || code.length() > LIMIT)) {
          throw new AssertionError("the code has " + code.length() + " bytes");
        }
      }
    } catch (BadQueryException e) {
      Trial.check(String.valueOf(e.getMessage()));
    }
  }
}
