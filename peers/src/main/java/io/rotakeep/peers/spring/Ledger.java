package io.rotakeep.peers.spring;

import static java.util.Objects.requireNonNull;

import io.rotakeep.testkit.authorization.IssuedToken;
import io.rotakeep.testkit.authorization.Presentation;
import io.rotakeep.testkit.authorization.Presentation.Outcome;
import io.rotakeep.testkit.authorization.ServerReport;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;

/**
 * Writes down what the server asks of its store of authorizations, and passes it on. Only the
 * refresh grant looks for a token as a refresh token, so that each such search is a presentation.
 * Thread-safe.
 */
final class Ledger implements OAuth2AuthorizationService {
  private final OAuth2AuthorizationService store;
  private final RegisteredClientRepository clients;
  private final Map<String, IssuedToken> refreshTokens = new LinkedHashMap<>();
  private final Map<String, Integer> generations = new HashMap<>();
  private final Set<String> accessTokens = new HashSet<>();
  private final Set<String> revoked = new HashSet<>();
  private final List<Presentation> presentations = new ArrayList<>();
  private long tokenRequests;

  Ledger(OAuth2AuthorizationService store, RegisteredClientRepository clients) {
    this.store = store;
    this.clients = clients;
  }

  synchronized void countTokenRequest() {
    tokenRequests++;
  }

  synchronized ServerReport report() {
    return new ServerReport(
        tokenRequests,
        List.copyOf(refreshTokens.values()),
        List.copyOf(accessTokens),
        presentations,
        revoked.size());
  }

  @Override
  public void save(OAuth2Authorization authorization) {
    note(authorization);
    store.save(authorization);
  }

  @Override
  public void remove(OAuth2Authorization authorization) {
    store.remove(authorization);
  }

  @Override
  public @Nullable OAuth2Authorization findById(String id) {
    return store.findById(id);
  }

  @Override
  public @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
    OAuth2Authorization found = store.findByToken(token, type);
    if (type != null && OAuth2TokenType.REFRESH_TOKEN.equals(type)) {
      notePresentation(token, found);
    }
    return found;
  }

  private synchronized void note(OAuth2Authorization authorization) {
    if (authorization.getAccessToken() != null) {
      accessTokens.add(authorization.getAccessToken().getToken().getTokenValue());
    }
    OAuth2Authorization.Token<OAuth2RefreshToken> refresh = authorization.getRefreshToken();
    if (refresh == null) {
      return;
    }
    String value = refresh.getToken().getTokenValue();
    if (!refreshTokens.containsKey(value)) {
      int generation = generations.merge(authorization.getId(), 1, Integer::sum);
      refreshTokens.put(value, issued(authorization, value, generation));
    }
    if (refresh.isInvalidated()) {
      revoked.add(authorization.getId());
    }
  }

  private IssuedToken issued(OAuth2Authorization authorization, String value, int generation) {
    var client = requireNonNull(clients.findById(authorization.getRegisteredClientId()));
    return new IssuedToken(
        value,
        client.getClientId(),
        authorization.getPrincipalName(),
        authorization.getId(),
        generation);
  }

  private synchronized void notePresentation(String token, @Nullable OAuth2Authorization found) {
    presentations.add(new Presentation(Instant.now(), token, outcome(token, found)));
  }

  /** What the server will make of it, unless the client that presents it is the wrong one. */
  private Outcome outcome(String token, @Nullable OAuth2Authorization found) {
    if (found == null) {
      return refreshTokens.containsKey(token) ? Outcome.REUSED : Outcome.REJECTED;
    }
    return requireNonNull(found.getRefreshToken()).isActive() ? Outcome.ROTATED : Outcome.REJECTED;
  }
}
