package io.rotakeep.core.provider;

import io.rotakeep.core.InvalidFieldException;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How connections come in at this provider.
 *
 * @param redirectUri as registered there, compared byte for byte (RFC 9700 §2.1)
 * @param returnUrls where the browser may be sent afterwards
 * @param loginHosts hosts of which a connection pins one; empty if the provider has only its own
 * @param scopes asked for when the caller names none
 * @param maxGrantsPerSubject after how many live grants the server drops the oldest; null if never
 * @param issuerInResponse whether a callback without {@code iss} is refused (RFC 9207 §2.3)
 * @param confirm whether the application must confirm the one-time ticket
 */
public record AuthorizationRules(
    URI redirectUri,
    List<ReturnUrl> returnUrls,
    List<HostPattern> loginHosts,
    List<String> scopes,
    @Nullable Integer maxGrantsPerSubject,
    boolean issuerInResponse,
    boolean confirm) {

  public AuthorizationRules {
    SafeAddress.check("redirect_uri", redirectUri);
    returnUrls = List.copyOf(returnUrls);
    loginHosts = List.copyOf(loginHosts);
    scopes = List.copyOf(scopes);
    Scopes.checkAll("scopes", scopes);
    if (maxGrantsPerSubject != null && maxGrantsPerSubject < 1) {
      throw new InvalidFieldException("max_grants_per_subject", "must be at least 1");
    }
  }

  public boolean permitsLoginHost(String host) {
    return loginHosts.stream().anyMatch(pattern -> pattern.matches(host));
  }

  public boolean permitsReturnTo(URI target) {
    return returnUrls.stream().anyMatch(allowed -> allowed.permits(target));
  }
}
