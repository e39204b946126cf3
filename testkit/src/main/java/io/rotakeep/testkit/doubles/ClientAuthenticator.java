package io.rotakeep.testkit.doubles;

import io.rotakeep.testkit.authorization.RegisteredClient;
import io.rotakeep.testkit.http.Form;
import io.rotakeep.testkit.http.HttpAnswer;
import io.rotakeep.testkit.http.HttpRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Proves which client asks (RFC 6749 §2.3.1), and that it asks in its registered way only. */
final class ClientAuthenticator {
  private static final String BASIC = "Basic ";

  private final ClientRegistry clients;

  ClientAuthenticator(ClientRegistry clients) {
    this.clients = clients;
  }

  /** The client, or the answer that refuses it. */
  sealed interface Check {
    record Known(RegisteredClient client) implements Check {}

    record Refused(HttpAnswer answer) implements Check {}
  }

  Check check(HttpRequest request) {
    Form form = request.form();
    if (form.hasDuplicates()) {
      return new Check.Refused(
          OAuthError.badRequest("invalid_request", "a parameter comes more than once"));
    }
    Optional<String> header = request.header("authorization").filter(h -> h.startsWith(BASIC));
    if (header.isPresent()) {
      return checkBasic(header.get().substring(BASIC.length()), form);
    }
    Optional<RegisteredClient> client = form.first("client_id").flatMap(clients::find);
    if (client.isEmpty()) {
      return refused("client identifier invalid");
    }
    Optional<String> secret = form.first("client_secret");
    return switch (client.get().kind()) {
      case PUBLIC ->
          secret.isEmpty()
              ? new Check.Known(client.get())
              : refused("a public client must not send client_secret, not even empty");
      case CONFIDENTIAL_POST ->
          secret.equals(client.get().secret())
              ? new Check.Known(client.get())
              : refused("invalid client credentials");
      case CONFIDENTIAL_BASIC -> refused("this client authenticates by the Authorization header");
    };
  }

  private Check checkBasic(String encoded, Form form) {
    if (form.has("client_secret")) {
      return new Check.Refused(
          OAuthError.badRequest("invalid_request", "two ways of client authentication at once"));
    }
    String[] parts = decodeBase64(encoded).split(":", 2);
    if (parts.length != 2) {
      return refused("malformed Authorization header");
    }
    String id = decodeForm(parts[0]);
    Optional<RegisteredClient> client = clients.find(id);
    boolean proven =
        client.isPresent()
            && switch (client.get().kind()) {
              case PUBLIC, CONFIDENTIAL_POST -> false;
              case CONFIDENTIAL_BASIC ->
                  client.get().secret().equals(Optional.of(decodeForm(parts[1])));
            };
    boolean consistent = form.first("client_id").map(id::equals).orElse(true);
    return proven && consistent
        ? new Check.Known(client.orElseThrow())
        : refused("invalid client credentials");
  }

  private static Check refused(String description) {
    HttpAnswer answer = OAuthError.answer(401, "invalid_client", description);
    return new Check.Refused(answer.withHeader("WWW-Authenticate", "Basic realm=\"double\""));
  }

  private static String decodeBase64(String encoded) {
    try {
      return new String(Base64.getDecoder().decode(encoded.strip()), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static String decodeForm(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
