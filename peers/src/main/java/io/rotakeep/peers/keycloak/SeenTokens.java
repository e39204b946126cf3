package io.rotakeep.peers.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rotakeep.testkit.http.HttpAnswer;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Values of the tokens in token answers, by their ids: Keycloak's own events name tokens only by
 * id. Thread-safe.
 */
final class SeenTokens {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, String> refreshTokens = new ConcurrentHashMap<>();
  private final Map<String, String> accessTokens = new ConcurrentHashMap<>();

  void in(HttpAnswer answer) {
    try {
      JsonNode body = JSON.readTree(answer.body());
      remember(body.path("refresh_token").asText(), refreshTokens);
      remember(body.path("access_token").asText(), accessTokens);
    } catch (IOException _) {
      // Not an answer with tokens.
    }
  }

  Set<String> refreshTokenIds() {
    return Set.copyOf(refreshTokens.keySet());
  }

  /** Its value, or the id itself of one that nobody saw. */
  String refreshToken(String id) {
    return refreshTokens.getOrDefault(id, id);
  }

  String accessToken(String id) {
    return accessTokens.getOrDefault(id, id);
  }

  private static void remember(String token, Map<String, String> values) throws IOException {
    String[] parts = token.split("\\.", -1);
    if (parts.length == 3) {
      values.put(
          JSON.readTree(Base64.getUrlDecoder().decode(parts[1])).path("jti").asText(), token);
    }
  }
}
