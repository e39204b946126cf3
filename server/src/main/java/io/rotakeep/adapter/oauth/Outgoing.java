package io.rotakeep.adapter.oauth;

import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.provider.ClientAuthentication;
import io.rotakeep.core.provider.Dialect;
import io.rotakeep.core.provider.RequestHeader;
import io.rotakeep.core.provider.ServerTrust;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way out. Whoever made it closes it, and its secrets end.
 *
 * @param accept the media types that are asked for
 * @param body of a POST; null makes it a GET
 * @param more headers that the server wants beside ours, or instead of what is asked for here
 * @param trust who may say that they are the server
 */
record Outgoing(
    URI uri,
    String accept,
    @Nullable Body body,
    @Nullable SecretHeader authorization,
    List<RequestHeader> more,
    ServerTrust trust)
    implements AutoCloseable {
  private static final String JSON = "application/json";

  /** As a browser asks, so that nobody answers it otherwise than a browser. */
  private static final String PAGE = "text/html,application/xhtml+xml,application/json;q=0.8";

  /** What a POST carries. */
  record Body(SecretBytes bytes, String mediaType) {}

  static boolean canProve(ClientAuthentication method) {
    return switch (method) {
      case NONE, CLIENT_SECRET_POST, CLIENT_SECRET_BASIC -> true;
      case PRIVATE_KEY_JWT, TLS_CLIENT_AUTH -> false;
    };
  }

  /** A POST of a form with the parameters that {@code question} adds, and the client's proof. */
  static Outgoing form(URI uri, ClientCredentials client, Consumer<RequestBody> question) {
    try (FormBody form = new FormBody()) {
      return post(uri, client, question, form, List.of());
    }
  }

  /** The same as the client's server wants to be asked for tokens. */
  static Outgoing asked(URI uri, ClientCredentials client, Consumer<RequestBody> question) {
    Dialect.Requests wanted = client.dialect().requests();
    try (RequestBody body =
        switch (wanted.body()) {
          case FORM -> new FormBody();
          case JSON -> new JsonBody();
        }) {
      return post(uri, client, question, body, wanted.headers());
    }
  }

  private static Outgoing post(
      URI uri,
      ClientCredentials client,
      Consumer<RequestBody> question,
      RequestBody body,
      List<RequestHeader> more) {
    question.accept(body);
    SecretHeader header =
        switch (client.method()) {
          case NONE -> {
            body.add("client_id", client.clientId());
            yield null;
          }
          case CLIENT_SECRET_POST -> {
            body.add("client_id", client.clientId()).add("client_secret", secretOf(client));
            yield null;
          }
          case CLIENT_SECRET_BASIC -> SecretHeader.basic(client.clientId(), secretOf(client));
          case PRIVATE_KEY_JWT, TLS_CLIENT_AUTH ->
              throw new IllegalArgumentException("this client cannot be proved");
        };
    return new Outgoing(
        uri, JSON, new Body(body.toSecret(), body.mediaType()), header, more, client.trust());
  }

  static Outgoing get(URI uri, ServerTrust trust) {
    return new Outgoing(uri, JSON, null, null, List.of(), trust);
  }

  static Outgoing get(URI uri, SecretBytes bearer, ServerTrust trust) {
    return new Outgoing(uri, JSON, null, SecretHeader.bearer(bearer), List.of(), trust);
  }

  static Outgoing page(URI uri, ServerTrust trust) {
    return new Outgoing(uri, PAGE, null, null, List.of(), trust);
  }

  private static SecretBytes secretOf(ClientCredentials client) {
    return Objects.requireNonNull(client.secret(), "its method needs a secret");
  }

  @Override
  public void close() {
    if (body != null) {
      body.bytes().close();
    }
    if (authorization != null) {
      authorization.close();
    }
  }
}
