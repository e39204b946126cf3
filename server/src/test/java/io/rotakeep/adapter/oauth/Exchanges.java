package io.rotakeep.adapter.oauth;

import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.oauth.TokenQuestion;
import io.rotakeep.core.provider.AddressGuard;
import io.rotakeep.core.provider.ClientAuthentication;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** What the tests of this package ask with. */
final class Exchanges {
  /** Long enough never to be met by an exchange that goes well. */
  static final Duration AMPLE = Duration.ofSeconds(20);

  static final Duration SHORT = Duration.ofMillis(300);
  static final String TOKEN = "canary-refresh-token-5f1c";

  private Exchanges() {}

  static OutboundSettings within(Duration exchange) {
    return new OutboundSettings(exchange, exchange, defaultTls(), AddressGuard.PUBLIC_ONLY);
  }

  static TokenObservation refresh(URI endpoint, Duration deadline) {
    try (SecretBytes token = secret(TOKEN)) {
      return new HttpTokenEndpoint(within(deadline))
          .ask(endpoint, publicClient(), new TokenQuestion.Refresh(token));
    }
  }

  static ClientCredentials publicClient() {
    return new ClientCredentials("our-app", ClientAuthentication.NONE, null);
  }

  static ClientCredentials client(ClientAuthentication method, String id, @Nullable String secret) {
    return new ClientCredentials(id, method, secret == null ? null : secret(secret));
  }

  static SecretBytes secret(String text) {
    return SecretBytes.owning(text.getBytes(StandardCharsets.UTF_8));
  }

  static String text(SecretBytes secret) {
    return secret.read(bytes -> new String(bytes, StandardCharsets.UTF_8));
  }

  private static SSLContext defaultTls() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
