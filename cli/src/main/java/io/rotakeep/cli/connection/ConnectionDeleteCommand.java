package io.rotakeep.cli.connection;

import io.rotakeep.cli.session.Session;
import io.rotakeep.cli.text.MessageText;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.ConnectionServiceGrpc.ConnectionServiceBlockingStub;
import io.rotakeep.v1.DeleteConnectionRequest;
import io.rotakeep.v1.DeleteConnectionResponse;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Forgets connections. */
@Command(
    name = "delete",
    description = "Forgets connections that are revoked or were never authorized.")
final class ConnectionDeleteCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final ConnectionSelection selection = new ConnectionSelection();

  @Option(
      names = "--force",
      description = "In any state; the grant at the provider is left as it is.")
  private boolean force;

  ConnectionDeleteCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var single = selection.single();
    try (var client = session.connect()) {
      var connections = ConnectionServiceGrpc.newBlockingStub(client.channel());
      if (single.isPresent()) {
        var answer = delete(connections, single.get());
        var until = MessageText.of(answer.getTombstoneExpireTime());
        session
            .output()
            .message(answer, single.get() + " deleted; its fingerprints are kept until " + until);
        return 0;
      }
      var each =
          new EachConnection(
              connections,
              one -> {
                var _ = delete(connections, one.getId());
                return Connection.getDefaultInstance();
              });
      return new PluralCall(session, Deed.DELETE, each).run(selection);
    }
  }

  private DeleteConnectionResponse delete(ConnectionServiceBlockingStub connections, String id) {
    return connections.deleteConnection(
        DeleteConnectionRequest.newBuilder()
            .setConnection(id)
            .setForce(force)
            .setRequestId(Session.requestId())
            .build());
  }
}
