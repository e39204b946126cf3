package io.rotakeep.cli.connection;

import io.rotakeep.cli.session.Session;
import io.rotakeep.cli.text.MessageText;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.DeleteConnectionRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Forgets a connection. */
@Command(
    name = "delete",
    description = "Forgets a connection that is revoked or was never authorized.")
final class ConnectionDeleteCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "ID", description = "The connection.")
  private String connection = "";

  @Option(
      names = "--force",
      description = "In any state; the grant at the provider is left as it is.")
  private boolean force;

  ConnectionDeleteCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var client = session.connect()) {
      var answer =
          ConnectionServiceGrpc.newBlockingStub(client.channel())
              .deleteConnection(
                  DeleteConnectionRequest.newBuilder()
                      .setConnection(connection)
                      .setForce(force)
                      .setRequestId(Session.requestId())
                      .build());
      var until = MessageText.of(answer.getTombstoneExpireTime());
      session
          .output()
          .message(answer, connection + " deleted; its fingerprints are kept until " + until);
      return 0;
    }
  }
}
