package io.rotakeep.adapter.jose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rotakeep.core.bearer.Claims;
import io.rotakeep.core.bearer.SubjectClaim;
import io.rotakeep.core.bearer.TokenFault;
import io.rotakeep.core.bearer.UnreadableTokenException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the claims that are judged; what else a token says is its issuer's business. */
final class TokenClaims {
  private static final int MOST_AUDIENCES = 100;

  /** The end of the year 9999. */
  private static final double LATEST = 253_402_300_799.0;

  private final ObjectNode claims;

  private TokenClaims(ObjectNode claims) {
    this.claims = claims;
  }

  /**
   * @throws UnreadableTokenException if one that must be there is not, or one is of another type
   */
  static Claims in(ObjectNode payload) throws UnreadableTokenException {
    if (payload.has("cnf")) {
      // Whoever holds it must prove a key (RFC 7800), so holding it alone proves nothing.
      throw new UnreadableTokenException(TokenFault.BOUND);
    }
    TokenClaims claims = new TokenClaims(payload);
    return new Claims(
        claims.issuer(),
        claims.audiences(),
        claims.subjects(),
        claims.time("exp"),
        claims.time("iat"),
        payload.has("nbf") ? claims.time("nbf") : null,
        claims.account());
  }

  private String issuer() throws UnreadableTokenException {
    return text(claims.get("iss"));
  }

  private List<String> audiences() throws UnreadableTokenException {
    JsonNode written = claims.get("aud");
    if (!(written instanceof ArrayNode array)) {
      return List.of(text(written));
    }
    if (array.size() > MOST_AUDIENCES) {
      throw wrong();
    }
    List<String> audiences = new ArrayList<>();
    for (JsonNode each : array) {
      audiences.add(text(each));
    }
    return audiences;
  }

  private Map<SubjectClaim, String> subjects() throws UnreadableTokenException {
    Map<SubjectClaim, String> found = new EnumMap<>(SubjectClaim.class);
    for (SubjectClaim each : SubjectClaim.values()) {
      if (claims.has(each.claim())) {
        found.put(each, text(claims.get(each.claim())));
      }
    }
    return found;
  }

  /** RFC 7519 section 2, NumericDate: seconds, of which parts are cut off. */
  private Instant time(String claim) throws UnreadableTokenException {
    JsonNode number = claims.get(claim);
    if (number == null || !number.isNumber()) {
      throw wrong();
    }
    double seconds = number.doubleValue();
    if (!(seconds >= 0 && seconds <= LATEST)) {
      throw wrong();
    }
    return Instant.ofEpochSecond((long) seconds);
  }

  private Claims.@Nullable Account account() throws UnreadableTokenException {
    JsonNode cluster = claims.get("kubernetes.io");
    return cluster == null
        ? null
        : new Claims.Account(
            text(cluster.get("namespace")), text(cluster.path("serviceaccount").get("name")));
  }

  private static String text(@Nullable JsonNode node) throws UnreadableTokenException {
    if (node == null || !node.isTextual() || node.textValue().isEmpty()) {
      throw wrong();
    }
    return node.textValue();
  }

  private static UnreadableTokenException wrong() {
    return new UnreadableTokenException(TokenFault.CLAIMS);
  }
}
