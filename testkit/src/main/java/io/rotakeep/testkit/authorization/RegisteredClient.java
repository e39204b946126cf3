package io.rotakeep.testkit.authorization;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A client as the authorization server knows it.
 *
 * <p>A redirect URI on a loopback address without a port stands for every port there (RFC 8252
 * §7.3), because a test learns its daemon's port late; every other URI is compared as a string.
 */
public record RegisteredClient(
    String id, ClientKind kind, @Nullable String sharedSecret, List<URI> redirectUris) {
  /** The loopback callback of a daemon on any port. */
  public static final URI LOOPBACK_CALLBACK = URI.create("http://127.0.0.1/oauth/callback");

  public RegisteredClient {
    if ((kind == ClientKind.PUBLIC) != (sharedSecret == null)) {
      throw new IllegalArgumentException("a secret belongs to a confidential client, to no other");
    }
    redirectUris = List.copyOf(redirectUris);
  }

  /** A public client that may come back to the daemon's callback on any loopback port. */
  public static RegisteredClient publicClient(String id) {
    return new RegisteredClient(id, ClientKind.PUBLIC, null, List.of(LOOPBACK_CALLBACK));
  }

  /** A confidential client that may come back to the daemon's callback on any loopback port. */
  public static RegisteredClient confidential(String id, ClientKind kind, String secret) {
    return new RegisteredClient(id, kind, secret, List.of(LOOPBACK_CALLBACK));
  }

  /** One for each kind; their secrets have characters that are encoded on the way. */
  public static List<RegisteredClient> oneOfEachKind() {
    return List.of(
        publicClient("public-app"),
        confidential("post-app", ClientKind.CONFIDENTIAL_POST, "post secret: 100% + more"),
        confidential("basic-app", ClientKind.CONFIDENTIAL_BASIC, "basic secret: % & + /="));
  }

  public RegisteredClient withRedirectUris(URI... uris) {
    return new RegisteredClient(id, kind, sharedSecret, List.of(uris));
  }

  public Optional<String> secret() {
    return Optional.ofNullable(sharedSecret);
  }

  public boolean mayRedirectTo(String requested) {
    return redirectUris.stream().anyMatch(registered -> matches(registered, requested));
  }

  @Override
  public String toString() {
    return "RegisteredClient[" + id + ", " + kind + "]";
  }

  private static boolean matches(URI registered, String requested) {
    if (registered.toString().equals(requested)) {
      return true;
    }
    boolean anyPort = "127.0.0.1".equals(registered.getHost()) && registered.getPort() < 0;
    return anyPort
        && requested.matches(
            "http://127\\.0\\.0\\.1:\\d{1,5}"
                + java.util.regex.Pattern.quote(registered.getPath()));
  }
}
