package io.rotakeep.cli.operator;

import io.rotakeep.cli.session.Session;
import io.rotakeep.v1.ApproveRequest;
import io.rotakeep.v1.SystemServiceGrpc;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Gives a second person's word. */
@Command(
    name = "approve",
    description = "Approves an act that somebody else asked for; they then repeat it.")
final class ApprovalsApproveCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "ID", description = "As the refused command, or the list, names it.")
  private String id = "";

  ApprovalsApproveCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var client = session.connect()) {
      var approved =
          SystemServiceGrpc.newBlockingStub(client.channel())
              .approve(ApproveRequest.newBuilder().setApproval(id).build());
      session
          .output()
          .message(
              approved,
              "approved: "
                  + approved.getCaller()
                  + " may do "
                  + approved.getMethod()
                  + " on "
                  + approved.getConnectionCount()
                  + " connections once");
      return 0;
    }
  }
}
