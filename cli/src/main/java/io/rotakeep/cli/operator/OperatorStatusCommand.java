package io.rotakeep.cli.operator;

import io.rotakeep.cli.session.Session;
import io.rotakeep.v1.GetStatusRequest;
import io.rotakeep.v1.SystemServiceGrpc;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Says how the daemon is. */
@Command(name = "status", description = "Says how the daemon is; works while it is sealed.")
final class OperatorStatusCommand implements Callable<Integer> {
  private final Session session;

  OperatorStatusCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var client = session.connect()) {
      var system = SystemServiceGrpc.newBlockingStub(client.channel());
      session.output().message(system.getStatus(GetStatusRequest.getDefaultInstance()));
      return 0;
    }
  }
}
