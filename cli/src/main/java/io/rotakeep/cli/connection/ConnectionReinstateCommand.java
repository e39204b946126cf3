package io.rotakeep.cli.connection;

import io.rotakeep.cli.session.Session;
import io.rotakeep.cli.text.MessageText;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.ReinstateConnectionRequest;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets a quarantined connection serve again; one at a time, since a person has to decide. */
@Command(
    name = "reinstate",
    description = "Lets a quarantined connection go. One at a time: each is somebody's decision.")
final class ConnectionReinstateCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "ID", description = "The connection.")
  private String connection = "";

  @Option(
      names = "--comment",
      required = true,
      paramLabel = "TEXT",
      description = "Why it is safe, for the audit trail.")
  private String comment = "";

  @Option(
      names = "--accept-risk",
      description =
          "While the whole store is held as a restored or cloned one: vouch for it that no other"
              + " copy has used this connection's refresh token, so that it may be sent.")
  private boolean acceptRisk;

  ConnectionReinstateCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var client = session.connect()) {
      var after =
          ConnectionServiceGrpc.newBlockingStub(client.channel())
              .reinstateConnection(
                  ReinstateConnectionRequest.newBuilder()
                      .setConnection(connection)
                      .setComment(comment)
                      .setAcceptRisk(acceptRisk)
                      .setRequestId(Session.requestId())
                      .build());
      session
          .output()
          .message(
              after,
              "%s reinstated, it is %s".formatted(after.getId(), MessageText.of(after.getState())));
      return 0;
    }
  }
}
