package io.rotakeep.peers.keycloak;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.rotakeep.peers.SignIn;
import io.rotakeep.testkit.ToolUnavailableException;
import io.rotakeep.testkit.authorization.Account;
import io.rotakeep.testkit.authorization.AuthorizationServer;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.Endpoints;
import io.rotakeep.testkit.authorization.RegisteredClient;
import io.rotakeep.testkit.authorization.RegisteredService;
import io.rotakeep.testkit.authorization.ServerReport;
import io.rotakeep.testkit.authorization.ServiceTokens;
import io.rotakeep.testkit.certificates.TestCertificates;
import io.rotakeep.testkit.proxy.HttpGate;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keycloak with a realm that rotates strictly: PKCE with S256 is required, a refresh token is
 * revoked when it is used, and reuse ends the client's session.
 *
 * <p>Keycloak notices reuse only across whole seconds. Thread-safe.
 */
public final class KeycloakServer implements AuthorizationServer {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String PASSWORD = "correct horse battery staple";

  private final Realm realm;
  private final KeycloakProcess process;
  private final AdminApi admin;
  private final KeycloakServices services;
  private final SeenTokens seen = new SeenTokens();
  private final HttpGate tokenFront;
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();

  private KeycloakServer(Realm realm, KeycloakProcess process, AdminApi admin, Path authority) {
    this.realm = realm;
    this.process = process;
    this.admin = admin;
    services = new KeycloakServices(at(process.secureBase()), authority);
    tokenFront = HttpGate.watched(process.base(), seen::in);
  }

  /**
   * Fetches and builds Keycloak on first use, starts it and makes the realm.
   *
   * @throws ToolUnavailableException if it cannot be fetched or built here
   */
  public static KeycloakServer start(Duration accessTokenLife) {
    var distribution = KeycloakDistribution.ready();
    var certificates = TestCertificates.in(distribution.home().resolve("tls"));
    var credentials = AdminCredentials.random();
    var process = KeycloakProcess.start(distribution, credentials, certificates.server());
    var server =
        new KeycloakServer(
            Realm.strict(accessTokenLife),
            process,
            new AdminApi(process.base(), credentials),
            certificates.authority());
    try {
      server.makeRealm();
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  @Override
  public URI issuer() {
    return at(process.base());
  }

  /** What it gives to {@link RegisteredService#all}, by TLS. */
  public ServiceTokens services() {
    return services;
  }

  /** Signs with a new key from now on; what the old one has signed still counts. */
  public void takeNewSigningKey() {
    String id = admin.get("/" + realm.name()).path("id").asText();
    var _ = admin.create("/" + realm.name() + "/components", Realm.signingKey(id));
  }

  /** The token endpoint is asked by way of a gate that sees what tokens come back. */
  @Override
  public Endpoints endpoints() {
    String protocol = issuer() + "/protocol/openid-connect/";
    return new Endpoints(
        URI.create(protocol + "auth"),
        tokenFront.through(URI.create(protocol + "token")),
        URI.create(protocol + "revoke"),
        URI.create(protocol + "token/introspect"),
        URI.create(protocol + "userinfo"));
  }

  @Override
  public RegisteredClient client(ClientKind kind) {
    return realm.client(kind);
  }

  @Override
  public Account account(String name) {
    return accounts.computeIfAbsent(name, this::open);
  }

  /** Waits until the events speak of every refresh token that was seen in an answer. */
  @Override
  public ServerReport report() {
    var expected = seen.refreshTokenIds();
    List<JsonNode> events =
        await()
            .atMost(LIMIT)
            .until(this::events, all -> EventLog.issuedIds(all).containsAll(expected));
    return new EventLog(seen).read(events);
  }

  @Override
  public void close() {
    tokenFront.close();
    services.close();
    admin.close();
    process.close();
  }

  /** Services last: Keycloak makes the scopes it comes with only for a realm that brings none. */
  private void makeRealm() {
    var _ = admin.create("", realm.representation());
    for (String audience : List.of(ServiceTokens.HERE, ServiceTokens.ELSEWHERE)) {
      var _ = admin.create("/" + realm.name() + "/client-scopes", Realm.scopeFor(audience));
    }
    for (RegisteredService service : RegisteredService.all()) {
      var _ = admin.create("/" + realm.name() + "/clients", Realm.representation(service));
    }
  }

  private URI at(URI base) {
    return base.resolve("/realms/" + realm.name());
  }

  private Account open(String name) {
    String subject = admin.create("/" + realm.name() + "/users", Realm.user(name, PASSWORD));
    return new Account(name, subject, new SignIn(name, PASSWORD));
  }

  /** The API gives the newest first. */
  private List<JsonNode> events() {
    var events = new ArrayList<JsonNode>();
    admin.get("/" + realm.name() + "/events?max=1000000").forEach(events::add);
    return events.reversed();
  }
}
