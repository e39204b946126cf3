package io.rotakeep.cli.connection;

import io.rotakeep.cli.session.Session;
import io.rotakeep.cli.session.Watch;
import io.rotakeep.cli.session.WatchOption;
import io.rotakeep.cli.text.Cell;
import io.rotakeep.cli.text.Layout;
import io.rotakeep.cli.text.MessageText;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.GetConnectionRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows one connection. */
@Command(name = "show", description = "Shows a connection.")
final class ConnectionShowCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "ID", description = "The connection.")
  private String connection = "";

  @Mixin private final WatchOption watch = new WatchOption();

  ConnectionShowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var client = session.connect()) {
      var request = GetConnectionRequest.newBuilder().setConnection(connection).build();
      var connections = ConnectionServiceGrpc.newBlockingStub(client.channel());
      if (watch.isSet()) {
        return new Watch<>(session, watched(() -> connections.getConnection(request))).run(watch);
      }
      session.output().message(connections.getConnection(request));
      return 0;
    }
  }

  private static Watch.Subject<Connection> watched(Supplier<Connection> look) {
    return new Watch.Subject<>() {
      @Override
      public Map<String, Connection> look() {
        var one = look.get();
        return Map.of(one.getId(), one);
      }

      @Override
      public List<String> picture(Map<String, Connection> seen, Layout layout) {
        return seen.values().stream()
            .flatMap(one -> MessageText.of(one).lines(layout).stream())
            .toList();
      }

      @Override
      public List<Cell> cells(Connection one) {
        return List.of(
            Cell.of(one.getId()),
            Cell.of(one.getState()),
            Cell.of(one.getReason()),
            Cell.of(one.getGeneration()),
            Cell.of(one.getExpireTime()));
      }
    };
  }
}
