package io.rotakeep.cli.connection;

import io.rotakeep.cli.session.Session;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.ConnectionServiceGrpc.ConnectionServiceBlockingStub;
import io.rotakeep.v1.RevokeConnectionRequest;
import io.rotakeep.v1.RevokeConnectionResponse;
import io.rotakeep.v1.RevokeConnectionsRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Takes connections out for good. */
@Command(
    name = "revoke",
    description = "Stops serving at once, and has the provider revoke the grant. Not to be undone.")
final class ConnectionRevokeCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final ConnectionSelection selection = new ConnectionSelection();

  @Option(names = "--comment", paramLabel = "TEXT", description = "Why, for the audit trail.")
  private String comment = "";

  ConnectionRevokeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var single = selection.single();
    try (var client = session.connect()) {
      var connections = ConnectionServiceGrpc.newBlockingStub(client.channel());
      if (single.isPresent()) {
        var response = revoke(connections, single.get());
        session
            .output()
            .message(
                response, response.getConnection().getId() + " revoked; " + upstream(response));
        return 0;
      }
      return revokeMany(connections);
    }
  }

  private RevokeConnectionResponse revoke(ConnectionServiceBlockingStub connections, String id) {
    try (var _ = session.progress("revoking")) {
      return connections.revokeConnection(
          RevokeConnectionRequest.newBuilder()
              .setConnection(id)
              .setComment(comment)
              .setRequestId(Session.requestId())
              .build());
    }
  }

  private static String upstream(RevokeConnectionResponse response) {
    return switch (response.getUpstream()) {
      case UPSTREAM_REVOCATION_CONFIRMED -> "the provider has ended the grant";
      case UPSTREAM_REVOCATION_PENDING ->
          "the provider has not confirmed it yet, the daemon goes on asking";
      case UPSTREAM_REVOCATION_NOT_POSSIBLE ->
          "the provider cannot be asked to end the grant: end it there by hand";
      case UPSTREAM_REVOCATION_UNSPECIFIED, UNRECOGNIZED -> "what the provider did is not known";
    };
  }

  private int revokeMany(ConnectionServiceBlockingStub connections) {
    PluralCall.Method method =
        (selector, dryRun, expectedCount) -> {
          var request =
              RevokeConnectionsRequest.newBuilder()
                  .setSelector(selector)
                  .setComment(comment)
                  .setDryRun(dryRun)
                  .setRequestId(Session.requestId());
          expectedCount.ifPresent(request::setExpectedCount);
          return connections.revokeConnections(request.build());
        };
    return new PluralCall(session, Deed.REVOKE, method).run(selection);
  }
}
