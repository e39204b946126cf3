package io.rotakeep.cli.operator;

import io.rotakeep.cli.session.Session;
import io.rotakeep.v1.RotateKeysRequest;
import io.rotakeep.v1.SystemServiceGrpc;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Adds a term to the data keys. */
@Command(
    name = "rotate-keys",
    description =
        "Adds a term to the data keys: new records use it at once, old ones are encrypted anew in"
            + " the background while the daemon serves.")
final class OperatorRotateKeysCommand implements Callable<Integer> {
  private final Session session;

  OperatorRotateKeysCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var client = session.connect()) {
      var rotated =
          SystemServiceGrpc.newBlockingStub(client.channel())
              .rotateKeys(RotateKeysRequest.newBuilder().setRequestId(Session.requestId()).build());
      session.output().message(rotated, "key term " + rotated.getKeyTerm() + " is in use");
      session.note("  next step: keep a copy of the daemon's file `seal` that is newer than this");
      session.note("  how far the records are: rotakeep operator status --watch");
      return 0;
    }
  }
}
