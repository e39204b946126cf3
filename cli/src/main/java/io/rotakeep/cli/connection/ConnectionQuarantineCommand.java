package io.rotakeep.cli.connection;

import io.rotakeep.cli.session.Session;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.ConnectionServiceGrpc.ConnectionServiceBlockingStub;
import io.rotakeep.v1.QuarantineConnectionRequest;
import io.rotakeep.v1.QuarantineConnectionsRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Stops connections from serving, for the time being. */
@Command(
    name = "quarantine",
    description = "Stops serving at once, without touching the grant; reinstate lets go again.")
final class ConnectionQuarantineCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final ConnectionSelection selection = new ConnectionSelection();

  @Option(
      names = "--comment",
      required = true,
      paramLabel = "TEXT",
      description = "Why, for the audit trail and whoever reads it later.")
  private String comment = "";

  ConnectionQuarantineCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var single = selection.single();
    try (var client = session.connect()) {
      var connections = ConnectionServiceGrpc.newBlockingStub(client.channel());
      if (single.isPresent()) {
        var connection = quarantine(connections, single.get());
        session
            .output()
            .message(
                connection,
                "%s quarantined; rotakeep connection reinstate %s lets go"
                    .formatted(connection.getId(), connection.getId()));
        return 0;
      }
      return quarantineMany(connections);
    }
  }

  private Connection quarantine(ConnectionServiceBlockingStub connections, String id) {
    return connections.quarantineConnection(
        QuarantineConnectionRequest.newBuilder()
            .setConnection(id)
            .setComment(comment)
            .setRequestId(Session.requestId())
            .build());
  }

  private int quarantineMany(ConnectionServiceBlockingStub connections) {
    PluralCall.Method method =
        (selector, dryRun, expectedCount) -> {
          var request =
              QuarantineConnectionsRequest.newBuilder()
                  .setSelector(selector)
                  .setComment(comment)
                  .setDryRun(dryRun)
                  .setRequestId(Session.requestId());
          expectedCount.ifPresent(request::setExpectedCount);
          return connections.quarantineConnections(request.build());
        };
    return new PluralCall(session, Deed.QUARANTINE, method).run(selection);
  }
}
