package io.rotakeep.testkit.doubles;

import io.rotakeep.testkit.authorization.AuthorizationServer;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.Endpoints;
import io.rotakeep.testkit.authorization.Presentation.Outcome;
import io.rotakeep.testkit.authorization.RegisteredClient;
import io.rotakeep.testkit.authorization.ServerReport;
import io.rotakeep.testkit.http.HttpAnswer;
import io.rotakeep.testkit.http.HttpRequest;
import io.rotakeep.testkit.http.LoopbackHttpServer;
import io.rotakeep.testkit.http.Wire;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * An authorization server on loopback HTTP whose rotation, answers, latency and faults a test
 * chooses, and which remembers everything it was asked.
 */
public final class AuthorizationServerDouble implements AuthorizationServer {
  private final DoubleSettings settings;
  private final Behaviour behaviour;
  private final Ledger ledger = new Ledger();
  private final RequestLog requests = new RequestLog();
  private final LoopbackHttpServer http;
  private final ClientRegistry clients;
  private final TokenStore tokens;
  private final Metadata metadata;
  private final AuthorizationEndpoint authorization;
  private final TokenEndpoint token;
  private final TokenServices services;

  private AuthorizationServerDouble(DoubleSettings settings, LoopbackHttpServer http) {
    this.settings = settings;
    this.http = http;
    behaviour = new Behaviour(settings.clock());
    var values = new TokenSource();
    var codes = new AuthorizationCodes(settings.clock(), values);
    String issuer = http.base().toString();
    clients = new ClientRegistry(settings.clients());
    var authenticator = new ClientAuthenticator(clients);
    tokens = new TokenStore(settings, ledger, values);
    metadata = new Metadata(http.base(), behaviour);
    authorization = new AuthorizationEndpoint(issuer, clients, codes, values, behaviour);
    var answers = new TokenAnswers(settings.dialect(), settings.accessTokenLife(), behaviour);
    token = new TokenEndpoint(authenticator, codes, tokens, answers);
    services = new TokenServices(issuer, settings.dialect(), authenticator, tokens);
  }

  public static AuthorizationServerDouble start(DoubleSettings settings) {
    var http = LoopbackHttpServer.listen(settings.port(), settings.clock());
    var server = new AuthorizationServerDouble(settings, http);
    http.serve(server::handle, server::admits);
    return server;
  }

  @Override
  public URI issuer() {
    return http.base();
  }

  @Override
  public Endpoints endpoints() {
    return metadata.endpoints();
  }

  /** Where the given endpoint is, the sample resource included. */
  public URI at(Endpoint endpoint) {
    return metadata.at(endpoint);
  }

  @Override
  public RegisteredClient client(ClientKind kind) {
    return settings.clients().stream()
        .filter(client -> client.kind() == kind)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no client of kind " + kind));
  }

  /** Adds a client, or replaces the one with the same id. */
  public void register(RegisteredClient client) {
    clients.register(client);
  }

  /** The switches that may be turned while the server runs. */
  public Behaviour behaviour() {
    return behaviour;
  }

  @Override
  public ServerReport report() {
    return ledger.report();
  }

  /** The newest requests at an endpoint as they came over the wire, oldest first. */
  public List<HttpRequest> requestsAt(Endpoint endpoint) {
    return requests.at(endpoint);
  }

  /**
   * Gives the client a refresh token of the subject's without taking anybody through the flow, as
   * for tokens that are to be imported.
   */
  public String grant(RegisteredClient client, String subject, String scope) {
    return tokens.grant(client.id(), subject, scope);
  }

  /** Ends all grants of a subject, as its administrator may do behind everyone's back. */
  public void revokeSubject(String subject) {
    tokens.revokeSubject(subject);
  }

  @Override
  public void close() {
    http.close();
  }

  private void handle(HttpRequest request, Wire wire) throws IOException {
    Optional<Endpoint> endpoint = Endpoint.at(request.path());
    if (endpoint.isEmpty()) {
      wire.send(HttpAnswer.empty(404));
      return;
    }
    requests.record(endpoint.get(), request);
    if (endpoint.get() == Endpoint.TOKEN) {
      serveToken(request, wire);
    } else {
      serve(endpoint.get(), request, wire);
    }
  }

  private boolean admits(Wire wire) throws IOException {
    Optional<Fault> fault = behaviour.faults().takeAtTheDoor();
    if (fault.isPresent()) {
      FaultPlayer.play(fault.get(), HttpAnswer.empty(503), wire);
    }
    return fault.isEmpty();
  }

  private void serveToken(HttpRequest request, Wire wire) throws IOException {
    ledger.tokenRequested();
    try (Admission.Visit visit = behaviour.admission().enter(request, wire.client())) {
      if (visit.refusal().isPresent()) {
        var _ = notProcessed(request);
        wire.send(visit.refusal().get());
        return;
      }
      awaitTurn();
      serve(Endpoint.TOKEN, request, wire);
    }
  }

  private void serve(Endpoint endpoint, HttpRequest request, Wire wire) throws IOException {
    Optional<Faults.Planned> planned = behaviour.faults().take(endpoint);
    if (planned.isEmpty()) {
      wire.send(answer(endpoint, request));
      return;
    }
    HttpAnswer answer =
        switch (planned.get().moment()) {
          case AFTER_COMMIT -> answer(endpoint, request);
          case BEFORE_COMMIT -> notProcessed(request);
        };
    if (planned.get().fault() instanceof Fault.Refusal(int status, String error, String text)) {
      wire.send(Refusals.of(settings.dialect(), status, error, text));
      return;
    }
    FaultPlayer.play(planned.get().fault(), answer, wire);
  }

  private void awaitTurn() throws IOException {
    try {
      behaviour.tokenPace().await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the server is closing");
    }
  }

  private HttpAnswer notProcessed(HttpRequest request) {
    request
        .form()
        .first("refresh_token")
        .ifPresent(token -> ledger.presented(request.time(), token, Outcome.NOT_PROCESSED));
    return HttpAnswer.json(200, "{}");
  }

  private HttpAnswer answer(Endpoint endpoint, HttpRequest request) {
    return switch (endpoint) {
      case METADATA -> metadata.answer(request);
      case AUTHORIZATION -> authorization.answer(request);
      case TOKEN -> token.answer(request);
      case REVOCATION -> services.revoke(request);
      case INTROSPECTION -> services.introspect(request);
      case USERINFO -> services.userinfo(request);
      case API -> services.api(request);
    };
  }
}
