package io.rotakeep.peers.spring;

import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.RegisteredClient;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;

/** One client of each kind, as the server is told of them. */
record Clients(Duration accessTokenLife, List<RegisteredClient> all) {
  private static final Duration REFRESH_TOKEN_LIFE = Duration.ofHours(1);

  Clients {
    all = List.copyOf(all);
  }

  static Clients strict(Duration accessTokenLife) {
    return new Clients(accessTokenLife, RegisteredClient.oneOfEachKind());
  }

  RegisteredClient client(ClientKind kind) {
    return all.stream()
        .filter(client -> client.kind() == kind)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no client of kind " + kind));
  }

  List<org.springframework.security.oauth2.server.authorization.client.RegisteredClient>
      registrations() {
    return all.stream().map(this::registration).toList();
  }

  private org.springframework.security.oauth2.server.authorization.client.RegisteredClient
      registration(RegisteredClient client) {
    var registration =
        org.springframework.security.oauth2.server.authorization.client.RegisteredClient.withId(
                client.id())
            .clientId(client.id())
            .clientAuthenticationMethod(method(client.kind()))
            .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
            .authorizationGrantType(AuthorizationGrantType.REFRESH_TOKEN)
            .scope(OidcScopes.OPENID)
            .clientSettings(ClientSettings.builder().requireProofKey(true).build())
            .tokenSettings(
                TokenSettings.builder()
                    .reuseRefreshTokens(false)
                    .accessTokenTimeToLive(accessTokenLife)
                    .refreshTokenTimeToLive(REFRESH_TOKEN_LIFE)
                    .build());
    client.secret().ifPresent(secret -> registration.clientSecret("{noop}" + secret));
    client.redirectUris().stream().map(URI::toString).forEach(registration::redirectUri);
    return registration.build();
  }

  private static ClientAuthenticationMethod method(ClientKind kind) {
    return switch (kind) {
      case PUBLIC -> ClientAuthenticationMethod.NONE;
      case CONFIDENTIAL_POST -> ClientAuthenticationMethod.CLIENT_SECRET_POST;
      case CONFIDENTIAL_BASIC -> ClientAuthenticationMethod.CLIENT_SECRET_BASIC;
    };
  }
}
