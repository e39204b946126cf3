package io.rotakeep.cli.endtoend;

import io.rotakeep.testkit.authorization.Account;
import io.rotakeep.testkit.authorization.AuthorizationServer;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.IssuedToken;
import io.rotakeep.testkit.browser.Browser;
import io.rotakeep.testkit.browser.Page;
import io.rotakeep.testkit.proxy.HttpGate;
import io.rotakeep.testkit.proxy.TcpGate;
import io.rotakeep.v1.Provider;
import io.rotakeep.v1.StartAuthorizationRequest;
import java.net.InetSocketAddress;
import java.net.URI;

/**
 * What the story is played on: an authorization server, a gate before its token endpoint, a wire to
 * that gate, and a daemon that knows the server by a preset. One connection for each kind of
 * client.
 */
record Stage(
    AuthorizationServer server, HttpGate gate, TcpGate wire, DaemonUnderTest daemon, String preset)
    implements AutoCloseable {
  static Stage on(AuthorizationServer server, DaemonUnderTest daemon, String preset) {
    URI token = server.endpoints().token();
    HttpGate gate = HttpGate.before(token);
    URI front = gate.through(token);
    TcpGate wire = TcpGate.before(new InetSocketAddress(front.getHost(), front.getPort()));
    return new Stage(server, gate, wire, daemon, preset);
  }

  static String id(ClientKind kind) {
    return "story/" + Registration.provider(kind);
  }

  /** The user whose grant the connection of that kind is. */
  Account account(ClientKind kind) {
    return server.account("user-of-" + Registration.provider(kind));
  }

  /** Registers the client and takes its user through the flow; returns the page at the end. */
  Page enrol(ClientKind kind) {
    daemon.register(new Registration(server, preset, kind, this::through));
    Account account = account(kind);
    String url =
        daemon
            .connections()
            .startAuthorization(
                StartAuthorizationRequest.newBuilder()
                    .setConnection(id(kind))
                    .setProvider(Registration.provider(kind))
                    .setLoginHint(account.name())
                    .build())
            .getAuthorizationUrl();
    try (var browser = new Browser(account.user())) {
      return browser.visit(URI.create(url));
    }
  }

  /** By the wire and the gate to the server. */
  private URI through(URI address) {
    return URI.create("http://" + wire.address() + gate.through(address).getRawPath());
  }

  /** The last refresh token that the server gave that kind of client for the user. */
  IssuedToken newest(ClientKind kind, Account account) {
    return server.report().newest(server.client(kind).id(), account.subject()).orElseThrow();
  }

  /** The settings in force. */
  Provider provider(ClientKind kind) {
    return daemon.provider(Registration.provider(kind));
  }

  /** Another application in the name of the public client. */
  ForeignApplication application() {
    return new ForeignApplication(server, provider(ClientKind.PUBLIC).getScopesList());
  }

  @Override
  public void close() {
    daemon.close();
    wire.close();
    gate.close();
    server.close();
  }
}
