package io.rotakeep.peers.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import io.rotakeep.testkit.authorization.IssuedToken;
import io.rotakeep.testkit.authorization.Presentation;
import io.rotakeep.testkit.authorization.Presentation.Outcome;
import io.rotakeep.testkit.authorization.ServerReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keycloak's own events, oldest first, read as what they say of tokens. Used once. */
final class EventLog {
  /** The kinds that a realm must keep for this. */
  static final List<String> TYPES =
      List.of(
          "CODE_TO_TOKEN",
          "CODE_TO_TOKEN_ERROR",
          "REFRESH_TOKEN",
          "REFRESH_TOKEN_ERROR",
          "REVOKE_GRANT",
          "REVOKE_GRANT_ERROR");

  private static final Set<String> SPENT =
      Set.of("Stale token", "Maximum allowed refresh token reuse exceeded");

  private final SeenTokens seen;
  private final Map<String, IssuedToken> issuedById = new HashMap<>();
  private final List<IssuedToken> issued = new ArrayList<>();
  private final List<String> accessTokens = new ArrayList<>();
  private final List<Presentation> presentations = new ArrayList<>();
  private long tokenRequests;
  private long revocations;

  EventLog(SeenTokens seen) {
    this.seen = seen;
  }

  /** Ids of all refresh tokens that the events speak of as given out. */
  static Set<String> issuedIds(List<JsonNode> events) {
    var ids = new HashSet<String>();
    for (JsonNode event : events) {
      switch (event.path("type").asText()) {
        case "CODE_TO_TOKEN" -> ids.add(detail(event, "refresh_token_id"));
        case "REFRESH_TOKEN" -> ids.add(detail(event, "updated_refresh_token_id"));
        default -> {}
      }
    }
    return ids;
  }

  ServerReport read(List<JsonNode> events) {
    events.forEach(this::read);
    return new ServerReport(tokenRequests, issued, accessTokens, presentations, revocations);
  }

  private void read(JsonNode event) {
    switch (event.path("type").asText()) {
      case "CODE_TO_TOKEN" -> begins(event);
      case "REFRESH_TOKEN" -> rotates(event);
      case "REFRESH_TOKEN_ERROR" -> refuses(event);
      case "CODE_TO_TOKEN_ERROR" -> tokenRequests++;
      case "REVOKE_GRANT" -> revocations++;
      default -> {}
    }
  }

  private void begins(JsonNode event) {
    tokenRequests++;
    accessTokens.add(seen.accessToken(detail(event, "token_id")));
    String id = detail(event, "refresh_token_id");
    add(id, event, id, 1);
  }

  private void rotates(JsonNode event) {
    tokenRequests++;
    accessTokens.add(seen.accessToken(detail(event, "token_id")));
    String id = detail(event, "refresh_token_id");
    String next = detail(event, "updated_refresh_token_id");
    IssuedToken before = issuedById.get(id);
    present(event, id, next.equals(id) ? Outcome.NOT_ROTATED : Outcome.ROTATED);
    if (before != null && !next.equals(id)) {
      add(next, event, before.chain(), before.generation() + 1);
    }
  }

  private void refuses(JsonNode event) {
    tokenRequests++;
    String id = detail(event, "refresh_token_id");
    if (!id.isEmpty()) {
      boolean spent = SPENT.contains(detail(event, "reason"));
      present(event, id, spent ? Outcome.REUSED : Outcome.REJECTED);
    }
  }

  private void add(String id, JsonNode event, String chain, int generation) {
    var token =
        new IssuedToken(
            seen.refreshToken(id),
            event.path("clientId").asText(),
            event.path("userId").asText(),
            chain,
            generation);
    issuedById.put(id, token);
    issued.add(token);
  }

  private void present(JsonNode event, String id, Outcome outcome) {
    Instant time = Instant.ofEpochMilli(event.path("time").asLong());
    presentations.add(new Presentation(time, seen.refreshToken(id), outcome));
  }

  private static String detail(JsonNode event, String name) {
    return event.path("details").path(name).asText();
  }
}
