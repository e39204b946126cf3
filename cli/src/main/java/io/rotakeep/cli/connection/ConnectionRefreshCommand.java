package io.rotakeep.cli.connection;

import io.rotakeep.cli.session.Session;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.ConnectionServiceGrpc.ConnectionServiceBlockingStub;
import io.rotakeep.v1.RefreshConnectionRequest;
import io.rotakeep.v1.RefreshConnectionsRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Refreshes now. */
@Command(
    name = "refresh",
    description = "Refreshes now; where the provider rotates, every other copy of the token dies.")
final class ConnectionRefreshCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final ConnectionSelection selection = new ConnectionSelection();

  @Option(
      names = "--accept-risk",
      description =
          "For one connection IN_DOUBT: present its token again, though the provider may take that"
              + " for a theft.")
  private boolean acceptRisk;

  ConnectionRefreshCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var single = selection.single();
    if (acceptRisk && single.isEmpty()) {
      throw selection.usage("--accept-risk is for one connection, by its ID");
    }
    try (var client = session.connect()) {
      var connections = ConnectionServiceGrpc.newBlockingStub(client.channel());
      if (single.isPresent()) {
        var connection = refresh(connections, single.get());
        session
            .output()
            .message(
                connection,
                "%s refreshed, generation %d"
                    .formatted(connection.getId(), connection.getGeneration()));
        return 0;
      }
      return refreshMany(connections);
    }
  }

  private Connection refresh(ConnectionServiceBlockingStub connections, String id) {
    try (var _ = session.progress("refreshing")) {
      return connections.refreshConnection(
          RefreshConnectionRequest.newBuilder()
              .setConnection(id)
              .setAcceptRisk(acceptRisk)
              .setRequestId(Session.requestId())
              .build());
    }
  }

  private int refreshMany(ConnectionServiceBlockingStub connections) {
    PluralCall.Method method =
        (selector, dryRun, expectedCount) -> {
          var request =
              RefreshConnectionsRequest.newBuilder()
                  .setSelector(selector)
                  .setDryRun(dryRun)
                  .setRequestId(Session.requestId());
          expectedCount.ifPresent(request::setExpectedCount);
          return connections.refreshConnections(request.build());
        };
    return new PluralCall(session, Deed.REFRESH, method).run(selection);
  }
}
