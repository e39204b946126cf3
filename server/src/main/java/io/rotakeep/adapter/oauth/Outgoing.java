package io.rotakeep.adapter.oauth;

import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.provider.ClientAuthentication;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way out. Whoever made it closes it, and its secrets end.
 *
 * @param accept the media types that are asked for
 * @param form the body of a POST; null makes it a GET
 */
record Outgoing(
    URI uri, String accept, @Nullable SecretBytes form, @Nullable SecretHeader authorization)
    implements AutoCloseable {
  private static final String JSON = "application/json";

  /** As a browser asks, so that nobody answers it otherwise than a browser. */
  private static final String PAGE = "text/html,application/xhtml+xml,application/json;q=0.8";

  static boolean canProve(ClientAuthentication method) {
    return switch (method) {
      case NONE, CLIENT_SECRET_POST, CLIENT_SECRET_BASIC -> true;
      case PRIVATE_KEY_JWT, TLS_CLIENT_AUTH -> false;
    };
  }

  /** A POST with the parameters that {@code question} adds, and the client's proof. */
  static Outgoing form(URI uri, ClientCredentials client, Consumer<FormBody> question) {
    try (FormBody form = new FormBody()) {
      question.accept(form);
      SecretHeader header =
          switch (client.method()) {
            case NONE -> {
              form.add("client_id", client.clientId());
              yield null;
            }
            case CLIENT_SECRET_POST -> {
              form.add("client_id", client.clientId()).add("client_secret", secretOf(client));
              yield null;
            }
            case CLIENT_SECRET_BASIC -> SecretHeader.basic(client.clientId(), secretOf(client));
            case PRIVATE_KEY_JWT, TLS_CLIENT_AUTH ->
                throw new IllegalArgumentException("this client cannot be proved");
          };
      return new Outgoing(uri, JSON, form.toSecret(), header);
    }
  }

  static Outgoing get(URI uri) {
    return new Outgoing(uri, JSON, null, null);
  }

  static Outgoing get(URI uri, SecretBytes bearer) {
    return new Outgoing(uri, JSON, null, SecretHeader.bearer(bearer));
  }

  static Outgoing page(URI uri) {
    return new Outgoing(uri, PAGE, null, null);
  }

  private static SecretBytes secretOf(ClientCredentials client) {
    return Objects.requireNonNull(client.secret(), "its method needs a secret");
  }

  @Override
  public void close() {
    if (form != null) {
      form.close();
    }
    if (authorization != null) {
      authorization.close();
    }
  }
}
