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
import io.rotakeep.testkit.authorization.ServerReport;
import io.rotakeep.testkit.proxy.HttpGate;
import java.net.URI;
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
  private final SeenTokens seen = new SeenTokens();
  private final HttpGate tokenFront;
  private final Map<String, Account> accounts = new ConcurrentHashMap<>();

  private KeycloakServer(Realm realm, KeycloakProcess process, AdminApi admin) {
    this.realm = realm;
    this.process = process;
    this.admin = admin;
    tokenFront = HttpGate.watched(process.base(), seen::in);
  }

  /**
   * Fetches and builds Keycloak on first use, starts it and makes the realm.
   *
   * @throws ToolUnavailableException if it cannot be fetched or built here
   */
  public static KeycloakServer start(Duration accessTokenLife) {
    var credentials = AdminCredentials.random();
    var process = KeycloakProcess.start(KeycloakDistribution.ready(), credentials);
    var realm = Realm.strict(accessTokenLife);
    var server = new KeycloakServer(realm, process, new AdminApi(process.base(), credentials));
    try {
      server.admin.create("", realm.representation());
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  @Override
  public URI issuer() {
    return process.base().resolve("/realms/" + realm.name());
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
    admin.close();
    process.close();
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
