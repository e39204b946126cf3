package io.rotakeep.bench.scale;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.GrantKey;
import io.rotakeep.core.connection.History;
import io.rotakeep.core.connection.StoredAccessToken;
import io.rotakeep.core.connection.Validity;
import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.crypto.Fingerprint;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.secret.SecretBytes;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Active connections as a first refresh would leave them, with tokens that last a month. */
final class SampleConnections {
  private static final int TOKEN_BYTES = 96;
  private static final Duration LIFE = Duration.ofDays(30);

  private final Provider provider;
  private final ConnectionSecrets secrets;
  private final SecureRandom random;
  private final String tokenHost;

  SampleConnections(Provider provider, ConnectionSecrets secrets, SecureRandom random) {
    this.provider = provider;
    this.secrets = secrets;
    this.random = random;
    this.tokenHost = provider.endpoints().at(null).tokenHost();
  }

  Connection make(ConnectionId id) {
    Instant now = Instant.now();
    try (SecretBytes refreshToken = token();
        SecretBytes accessToken = token()) {
      GrantKey key = new GrantKey(provider.issuer(), provider.client().id(), id.value());
      Fingerprint fingerprint = secrets.fingerprint(key, refreshToken);
      Grant bare =
          new Grant(key, tokenHost, null, List.of("api"), null, fingerprint, now, Map.of());
      Connection shape =
          new Connection(
              id,
              provider.name(),
              new ConnectionState.Active(),
              new Generation(1),
              1,
              bare,
              null,
              Map.of(),
              new History(now, now, now, "rotated"));
      Envelope kept = secrets.encryptRefreshToken(shape, bare, refreshToken);
      Grant grant = bare.withRefreshToken(kept, fingerprint);
      return shape.withTokens(grant, stored(shape, grant, accessToken, now));
    }
  }

  private StoredAccessToken stored(
      Connection shape, Grant grant, SecretBytes accessToken, Instant now) {
    StoredAccessToken bare =
        new StoredAccessToken(
            Envelope.none(),
            secrets.accessTokenHandle(accessToken),
            "Bearer",
            Validity.starting(now, LIFE, Duration.ofMinutes(2)),
            List.of("api"),
            Map.of(),
            false);
    return secrets.encryptAccessToken(shape, grant, bare, accessToken);
  }

  private SecretBytes token() {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return SecretBytes.owning(Base64.getUrlEncoder().withoutPadding().encode(bytes));
  }
}
