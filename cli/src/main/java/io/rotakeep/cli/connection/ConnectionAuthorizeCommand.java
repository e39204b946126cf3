package io.rotakeep.cli.connection;

import io.rotakeep.cli.session.Session;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.StartAuthorizationRequest;
import io.rotakeep.v1.StartAuthorizationResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Has a user consent in a browser. */
@Command(
    name = "authorize",
    description = "Has a user consent in a browser; makes a connection, or mends an existing one.")
final class ConnectionAuthorizeCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "ID", description = "The connection, such as salesforce/acme-prod.")
  private String connection = "";

  @Option(
      names = "--provider",
      paramLabel = "NAME",
      description = "Where to ask; required for a new connection.")
  private String provider = "";

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      description = "To ask for, instead of the provider's scopes. May be repeated.")
  private List<String> scopes = new ArrayList<>();

  @Option(names = "--label", paramLabel = "KEY=VALUE", description = "May be repeated.")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Option(names = "--login-host", paramLabel = "HOST", description = "Of several, the one to use.")
  private String loginHost = "";

  @Option(names = "--login-hint", paramLabel = "NAME", description = "Who will probably sign in.")
  private String loginHint = "";

  @Option(
      names = "--expected-subject",
      paramLabel = "SUBJECT",
      description = "Who must sign in; anybody else is refused.")
  private String expectedSubject = "";

  @Option(
      names = "--return-url",
      paramLabel = "URL",
      description = "Where the browser goes afterwards, one that the provider file allows.")
  private String returnUrl = "";

  @Option(names = "--no-browser", description = "Only print the address, open nothing.")
  private boolean noBrowser;

  @Option(names = "--no-wait", description = "End once the address is printed.")
  private boolean noWait;

  ConnectionAuthorizeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    try (var client = session.connect()) {
      var connections = ConnectionServiceGrpc.newBlockingStub(client.channel());
      var started = connections.startAuthorization(request());
      if (started.hasGrantLimit()) {
        session.note(Crowd.ahead(started.getGrantLimit()));
      }
      if (noWait) {
        session.output().message(started, started.getAuthorizationUrl());
        return 0;
      }
      var wait = AuthorizationWait.of(connections, session.shell(), connection);
      show(started);
      var active = await(wait, Instant.ofEpochSecond(started.getExpireTime().getSeconds()));
      session.output().message(active, sentence(active));
      return 0;
    }
  }

  private Connection await(AuthorizationWait wait, Instant end) throws InterruptedException {
    try (var _ = session.progress("waiting for the browser")) {
      return wait.until(end);
    }
  }

  private StartAuthorizationRequest request() {
    return StartAuthorizationRequest.newBuilder()
        .setConnection(connection)
        .setProvider(provider)
        .addAllScopes(scopes)
        .putAllLabels(labels)
        .setLoginHost(loginHost)
        .setLoginHint(loginHint)
        .setExpectedSubject(expectedSubject)
        .setReturnUrl(returnUrl)
        .setRequestId(Session.requestId())
        .build();
  }

  /** The address is a result for a person, but would be in the way of a program's JSON. */
  private void show(StartAuthorizationResponse started) {
    var address = started.getAuthorizationUrl();
    session.note("Open this address in a browser, and consent there:");
    if (session.json()) {
      session.note(address);
    } else {
      session.shell().out().println(address);
      session.shell().out().flush();
    }
    if (!noBrowser && session.shell().interactive() && session.shell().browser().open(address)) {
      session.note("(a browser should open by itself)");
    }
    session.note("Waiting for it; Ctrl-C ends the wait, not the authorization.");
  }

  private static String sentence(Connection active) {
    var subject = active.getSubject().isEmpty() ? "" : ", subject " + active.getSubject();
    return "%s is active, generation %d%s"
        .formatted(active.getId(), active.getGeneration(), subject);
  }
}
