package io.rotakeep.cli.operator;

import io.rotakeep.cli.session.Session;
import io.rotakeep.v1.SealRequest;
import io.rotakeep.v1.SystemServiceGrpc;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Takes the daemon's access to its keys away. */
@Command(
    name = "seal",
    description =
        "Takes the daemon's access to its keys away at once: nobody gets a token, nothing is"
            + " refreshed, until it is unsealed. For an emergency; one person can do it.")
final class OperatorSealCommand implements Callable<Integer> {
  private final Session session;

  OperatorSealCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var client = session.connect()) {
      var status =
          SystemServiceGrpc.newBlockingStub(client.channel())
              .seal(SealRequest.newBuilder().setRequestId(Session.requestId()).build());
      session.output().message(status, "sealed");
      session.note("  next step: rotakeep operator unseal");
      return 0;
    }
  }
}
