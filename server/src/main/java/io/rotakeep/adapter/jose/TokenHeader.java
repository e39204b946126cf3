package io.rotakeep.adapter.jose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rotakeep.core.bearer.SignatureAlgorithm;
import io.rotakeep.core.bearer.TokenFault;
import io.rotakeep.core.bearer.UnreadableTokenException;
import java.util.Locale;
import java.util.Set;

/**
 * What a token's header may say (RFC 7515 section 4.1). Where its key is to be had is not the
 * token's to say, so one that tries is refused rather than ignored: no honest issuer of callers'
 * tokens needs it.
 */
record TokenHeader(SignatureAlgorithm algorithm, String keyId) {
  private static final int LONGEST_ID = 256;
  private static final Set<String> UNWANTED =
      Set.of("crit", "b64", "jku", "jwk", "x5u", "x5c", "zip", "cty", "enc");
  private static final Set<String> TYPES = Set.of("jwt", "at+jwt");
  private static final String APPLICATION = "application/";

  static TokenHeader in(ObjectNode header) throws UnreadableTokenException {
    if (UNWANTED.stream().anyMatch(header::has) || !isOfOurType(header.get("typ"))) {
      throw new UnreadableTokenException(TokenFault.HEADER);
    }
    SignatureAlgorithm algorithm =
        SignatureAlgorithm.named(text(header.get("alg")))
            .orElseThrow(() -> new UnreadableTokenException(TokenFault.ALGORITHM));
    String keyId = text(header.get("kid"));
    if (keyId.isEmpty() || keyId.length() > LONGEST_ID) {
      throw new UnreadableTokenException(TokenFault.HEADER);
    }
    return new TokenHeader(algorithm, keyId);
  }

  /** Kubernetes says nothing; what was made for another purpose says so (RFC 8725 section 3.11). */
  private static boolean isOfOurType(JsonNode type) {
    if (type == null) {
      return true;
    }
    String word = text(type).toLowerCase(Locale.ROOT);
    return TYPES.contains(
        word.startsWith(APPLICATION) ? word.substring(APPLICATION.length()) : word);
  }

  private static String text(JsonNode node) {
    return node != null && node.isTextual() ? node.textValue() : "";
  }
}
