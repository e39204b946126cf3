package io.rotakeep.core.connection;

import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.crypto.Fingerprint;
import io.rotakeep.core.provider.Provider;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a person's consent gave us: the newest refresh token, encrypted, and what it is bound to.
 *
 * @param key issuer and client the token came from, and for whom; subject empty if not known
 * @param tokenHost the only authority the token may be sent to
 * @param loginHost the pinned login host; null where the provider has only its own
 * @param refreshToken null once it has been revoked and wiped
 * @param fingerprint of that token, kept when the token is gone
 * @param obtained when consent was given or the token imported
 * @param attributes of the newest answer, for showing; those that callers get lie with their token
 */
public record Grant(
    GrantKey key,
    String tokenHost,
    @Nullable String loginHost,
    List<String> scopes,
    @Nullable Envelope refreshToken,
    Fingerprint fingerprint,
    Instant obtained,
    Map<String, String> attributes) {

  public Grant {
    scopes = List.copyOf(scopes);
    attributes = Map.copyOf(attributes);
  }

  /** A refresh token goes where it came from, whatever has become of the provider's row. */
  public boolean isBoundTo(Provider provider) {
    return tokenHost.equals(provider.endpoints().at(loginHost).tokenHost())
        && key.issuer().equals(provider.issuer())
        && key.clientId().equals(provider.client().id());
  }

  public Grant withRefreshToken(@Nullable Envelope token, Fingerprint itsFingerprint) {
    return new Grant(
        key, tokenHost, loginHost, scopes, token, itsFingerprint, obtained, attributes);
  }
}
