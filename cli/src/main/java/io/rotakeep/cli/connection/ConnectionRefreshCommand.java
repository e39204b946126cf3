package io.rotakeep.cli.connection;

import com.google.protobuf.Timestamp;
import io.rotakeep.cli.session.Session;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.ConnectionServiceGrpc.ConnectionServiceBlockingStub;
import io.rotakeep.v1.RefreshConnectionRequest;
import io.rotakeep.v1.RefreshConnectionsRequest;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "Of many: go on with the run that began then; what was refreshed since is done already.")
  private @Nullable Instant since;

  @Option(
      names = "--rate",
      paramLabel = "N/s",
      converter = RefreshRate.Converter.class,
      description = "Of many: how many to begin in a second, 0.1/s to 100/s. Default: 10/s.")
  private @Nullable RefreshRate rate;

  ConnectionRefreshCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var single = selection.single();
    if (acceptRisk && single.isEmpty()) {
      throw selection.usage("--accept-risk is for one connection, by its ID");
    }
    if ((since != null || rate != null) && single.isPresent()) {
      throw selection.usage("--since and --rate are for many connections");
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
          if (since != null) {
            request.setSince(timestamp(since));
          }
          if (rate != null) {
            request.setMaxPerSecond(rate.perSecond());
          }
          return connections.refreshConnections(request.build());
        };
    var again = rate == null ? "" : " --rate " + rate;
    return new PluralCall(session, Deed.REFRESH, method, again).run(selection);
  }

  private static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }
}
