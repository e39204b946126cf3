package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.StoredAccessToken;
import io.rotakeep.core.connection.Validity;
import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.secret.SecretBytes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes of an answer's tokens the row that keeps them. The refresh token is adopted whatever is
 * wrong with the rest; a fault of the access token only withholds that one. Pure but for the
 * encryption.
 */
public final class AdoptedTokens {
  /** Longer lives than this are not believed. */
  static final Duration LONGEST_LIFE = Duration.ofHours(24);

  private final ConnectionSecrets secrets;

  public AdoptedTokens(ConnectionSecrets secrets) {
    this.secrets = secrets;
  }

  /** The next generation, from an answer that brought a refresh token. */
  public Connection rotated(
      Connection before,
      Grant grant,
      Provider provider,
      TokenAnswer.Granted answer,
      @Nullable String fault,
      Instant now) {
    SecretBytes refreshToken = answer.refreshToken();
    if (refreshToken == null) {
      throw new IllegalArgumentException("an answer without a refresh token rotates nothing");
    }
    Grant next = learned(grant, provider, answer);
    Connection shape = before.adopting(next, null, now);
    return with(shape, next, refreshToken, stored(shape, next, provider, answer, fault, now));
  }

  /** The next generation, of which only the refresh token could be saved. */
  public Connection salvaged(
      Connection before, Grant grant, SecretBytes refreshToken, Instant now) {
    return with(before.adopting(grant, null, now), grant, refreshToken, null);
  }

  /** The same generation with a new access token. */
  public Connection notRotated(
      Connection before,
      Grant grant,
      Provider provider,
      TokenAnswer.Granted answer,
      @Nullable String fault,
      Instant now) {
    Connection active = secrets.moveTo(before, new ConnectionState.Active(), now);
    Grant moved = active.grant() == null ? grant : active.grant();
    Grant next = learned(moved, provider, answer);
    return active.withTokens(next, stored(active, next, provider, answer, fault, now));
  }

  private Connection with(
      Connection shape, Grant grant, SecretBytes refreshToken, @Nullable StoredAccessToken access) {
    Grant kept =
        grant.withRefreshToken(
            secrets.encryptRefreshToken(shape, grant, refreshToken),
            secrets.fingerprint(grant.key(), refreshToken));
    return shape.withTokens(kept, access);
  }

  private @Nullable StoredAccessToken stored(
      Connection shape,
      Grant grant,
      Provider provider,
      TokenAnswer.Granted answer,
      @Nullable String fault,
      Instant now) {
    SecretBytes token = answer.accessToken();
    if (token == null) {
      return null;
    }
    Map<String, String> handed = AttributeRules.handedOut(provider, answer.attributes());
    boolean withheld =
        fault != null || AttributeRules.strangeHost(provider, grant, handed).isPresent();
    StoredAccessToken bare =
        new StoredAccessToken(
            Envelope.none(),
            secrets.accessTokenHandle(token),
            answer.tokenType() == null ? "" : answer.tokenType(),
            Validity.starting(
                now,
                life(provider, answer.expiresInSeconds()),
                provider.tokens().access().refreshMargin()),
            grant.scopes(),
            handed,
            withheld);
    return secrets.encryptAccessToken(shape, grant, bare, token);
  }

  private static Grant learned(Grant grant, Provider provider, TokenAnswer.Granted answer) {
    List<String> scopes = Optional.ofNullable(answer.scopes()).orElse(grant.scopes());
    Map<String, String> handed = AttributeRules.handedOut(provider, answer.attributes());
    return new Grant(
        grant.key(),
        grant.tokenHost(),
        grant.loginHost(),
        scopes,
        grant.refreshToken(),
        grant.fingerprint(),
        grant.obtained(),
        handed.isEmpty() ? grant.attributes() : handed);
  }

  /** What the answer states, if it can be meant; else the provider's default. */
  private static Duration life(Provider provider, @Nullable Long expiresIn) {
    if (expiresIn == null || expiresIn <= 0) {
      return provider.tokens().access().defaultTtl();
    }
    return expiresIn >= LONGEST_LIFE.toSeconds() ? LONGEST_LIFE : Duration.ofSeconds(expiresIn);
  }
}
