package io.rotakeep.adapter.jose;

import io.rotakeep.core.bearer.BearerTokens;
import io.rotakeep.core.bearer.KeysUnavailableException;
import io.rotakeep.core.bearer.UnreadableTokenException;
import io.rotakeep.testkit.fuzz.Trial;
import io.rotakeep.testkit.jwt.SigningKey;
import java.nio.charset.StandardCharsets;

/**
 * Whatever comes as a caller's token, as its claims or as an issuer's keys is one of them, or
 * refused in our own words.
 */
public final class SignedTokenFuzz {
  private static final String HEADER = SigningKey.base64("{\"alg\":\"ES256\",\"kid\":\"k\"}");

  private SignedTokenFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    Trial.of(input, SignedTokenFuzz::read);
  }

  private static void read(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    token(input);
    token(wrapped(HEADER + "." + SigningKey.base64(text)));
    token(wrapped(SigningKey.base64(text) + "." + SigningKey.base64("{}")));
    try {
      var _ = JwkSet.read(input);
    } catch (KeysUnavailableException e) {
      Trial.check(String.valueOf(e.getMessage()));
    }
  }

  private static byte[] wrapped(String signed) {
    return (signed + ".AAAA").getBytes(StandardCharsets.US_ASCII);
  }

  private static void token(byte[] token) {
    if (token.length > BearerTokens.LONGEST) {
      return;
    }
    try {
      Trial.check(new JoseTokenReader().read(token).algorithm().toString());
    } catch (UnreadableTokenException e) {
      Trial.check(String.valueOf(e.getMessage()));
    }
  }
}
