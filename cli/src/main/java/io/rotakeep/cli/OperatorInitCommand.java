package io.rotakeep.cli;

import io.rotakeep.cli.text.MessageText;
import io.rotakeep.v1.InitRequest;
import io.rotakeep.v1.SystemServiceGrpc;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Creates the keys of an empty store. */
@Command(
    name = "init",
    description = "Creates the keys of an empty store, sealed as the daemon's file says.")
final class OperatorInitCommand implements Callable<Integer> {
  private final Session session;

  OperatorInitCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var client = session.connect()) {
      var request = InitRequest.newBuilder().setRequestId(Session.requestId()).build();
      var answer = SystemServiceGrpc.newBlockingStub(client.channel()).init(request);
      var seal = MessageText.of(answer.getStatus().getSealType()).toLowerCase(Locale.ROOT);
      session.output().message(answer, "initialized; sealed by " + seal.replace('_', ' '));
      return 0;
    }
  }
}
