package io.rotakeep.testkit.doubles;

import io.rotakeep.testkit.authorization.RegisteredClient;
import io.rotakeep.testkit.http.Form;
import io.rotakeep.testkit.http.HttpAnswer;
import io.rotakeep.testkit.http.HttpRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The authorization endpoint (RFC 6749 §4.1.1) with PKCE S256 enforced (RFC 7636), unless told
 * otherwise, and the issuer in every answer (RFC 9207). The user decides at once, as {@link
 * Behaviour} says.
 */
final class AuthorizationEndpoint implements Answering {
  private static final String SESSION_COOKIE = "as_session";

  private final String issuer;
  private final ClientRegistry clients;
  private final AuthorizationCodes codes;
  private final TokenSource values;
  private final Behaviour behaviour;

  AuthorizationEndpoint(
      String issuer,
      ClientRegistry clients,
      AuthorizationCodes codes,
      TokenSource values,
      Behaviour behaviour) {
    this.issuer = issuer;
    this.clients = clients;
    this.codes = codes;
    this.values = values;
    this.behaviour = behaviour;
  }

  @Override
  public HttpAnswer answer(HttpRequest request) {
    Form query = request.query();
    Optional<RegisteredClient> client = query.first("client_id").flatMap(clients::find);
    Optional<String> redirectUri = query.first("redirect_uri");
    if (client.isEmpty() || redirectUri.isEmpty() || query.hasDuplicates()) {
      return page("client_id or redirect_uri is missing, unknown or repeated");
    }
    if (!client.get().mayRedirectTo(redirectUri.get())) {
      return page("redirect_uri does not match the registered one");
    }
    if (behaviour.challenges() == ChallengeRule.AFTER_SIGN_IN) {
      return HttpAnswer.html(200, "<!doctype html><title>Sign in</title><form></form>");
    }
    Optional<String> fault = faultOf(query);
    if (fault.isPresent()) {
      return redirect(query, "error", "invalid_request", "error_description", fault.get());
    }
    String session = session(request);
    return switch (behaviour.approval()) {
      case Approval.Deny _ -> redirect(query, "error", "access_denied");
      case Approval.AsHinted(String otherwise) ->
          approved(query, query.first("login_hint").orElse(otherwise), session);
      case Approval.As(String subject) -> approved(query, subject, session);
    };
  }

  private Optional<String> faultOf(Form query) {
    if (!query.first("response_type").equals(Optional.of("code"))) {
      return Optional.of("response_type must be code");
    }
    if (behaviour.challenges() == ChallengeRule.OPTIONAL) {
      return Optional.empty();
    }
    if (!isS256(query)) {
      return Optional.of("code_challenge_method must be S256");
    }
    boolean challenge =
        query.first("code_challenge").filter(text -> text.matches("[A-Za-z0-9_-]{43}")).isPresent();
    return challenge ? Optional.empty() : Optional.of("code_challenge is missing or malformed");
  }

  private static boolean isS256(Form query) {
    return query.first("code_challenge_method").equals(Optional.of("S256"));
  }

  private HttpAnswer approved(Form query, String subject, String session) {
    String clientId = query.first("client_id").orElseThrow();
    String grant = String.join("|", session, clientId, subject);
    String scope = query.first("scope").orElse("");
    var chain = new Chain(values.next("chain_"), grant, clientId, subject, scope);
    var terms =
        new AuthorizationCodes.Terms(
            chain,
            query.first("redirect_uri").orElseThrow(),
            isS256(query) ? query.first("code_challenge").orElseThrow() : "");
    return redirect(query, "code", codes.issue(terms))
        .withHeader("Set-Cookie", SESSION_COOKIE + "=" + session + "; Path=/; HttpOnly");
  }

  private String session(HttpRequest request) {
    String prefix = SESSION_COOKIE + "=";
    return request.header("cookie").stream()
        .flatMap(header -> Arrays.stream(header.split(";\\s*")))
        .filter(cookie -> cookie.startsWith(prefix))
        .map(cookie -> cookie.substring(prefix.length()))
        .findFirst()
        .orElseGet(() -> values.next("session_"));
  }

  private HttpAnswer redirect(Form query, String... namesAndValues) {
    List<Form.Field> fields = new ArrayList<>(Form.of(namesAndValues).fields());
    query.first("state").ifPresent(state -> fields.add(new Form.Field("state", state)));
    behaviour.issuerInAnswers(issuer).ifPresent(value -> fields.add(new Form.Field("iss", value)));
    String target = query.first("redirect_uri").orElseThrow();
    String separator = target.indexOf('?') < 0 ? "?" : "&";
    return HttpAnswer.redirect(303, URI.create(target + separator + new Form(fields).encoded()));
  }

  private static HttpAnswer page(String problem) {
    return HttpAnswer.html(400, "<!doctype html><title>Error</title><p>" + problem + "</p>");
  }
}
