package io.rotakeep.cli.connection;

import io.rotakeep.cli.session.Session;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.GetConnectionRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows one connection. */
@Command(name = "show", description = "Shows a connection.")
final class ConnectionShowCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "ID", description = "The connection.")
  private String connection = "";

  ConnectionShowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var client = session.connect()) {
      var request = GetConnectionRequest.newBuilder().setConnection(connection).build();
      var connections = ConnectionServiceGrpc.newBlockingStub(client.channel());
      session.output().message(connections.getConnection(request));
      return 0;
    }
  }
}
