package io.rotakeep.cli.operator;

import com.google.protobuf.util.Durations;
import io.rotakeep.cli.session.Session;
import io.rotakeep.cli.text.Cell;
import io.rotakeep.cli.text.Columns;
import io.rotakeep.cli.text.Columns.Trait;
import io.rotakeep.cli.text.DurationText;
import io.rotakeep.cli.text.Tone;
import io.rotakeep.v1.NoticeTrial;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.TestNoticesRequest;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Sends a test to every receiver of notices. */
@Command(
    name = "test-notify",
    description =
        "Sends a test to each receiver of notices (notify in the daemon's file) and says what came"
            + " of it; exits 1 if one did not take it, or if there is none.")
final class OperatorTestNotifyCommand implements Callable<Integer> {
  private static final Columns<NoticeTrial> COLUMNS =
      Columns.of("RECEIVER", (NoticeTrial trial) -> Cell.of(trial.getReceiver()))
          .with("HOST", trial -> Cell.of(trial.getHost()), Trait.SHRINKS)
          .with("RESULT", OperatorTestNotifyCommand::result, Trait.SHRINKS)
          .with("TOOK", trial -> Cell.of(took(trial)));

  private final Session session;

  OperatorTestNotifyCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var client = session.connect()) {
      var trials =
          SystemServiceGrpc.newBlockingStub(client.channel())
              .testNotices(TestNoticesRequest.getDefaultInstance())
              .getTrialsList();
      session
          .output()
          .list(
              trials.iterator(),
              COLUMNS,
              "nobody is told of incidents; see notify in config/rotakeep-full.yaml");
      boolean all = trials.stream().allMatch(NoticeTrial::getDelivered);
      return all && !trials.isEmpty() ? 0 : 1;
    }
  }

  private static Cell result(NoticeTrial trial) {
    return trial.getDelivered()
        ? Cell.of("delivered", Tone.GOOD)
        : Cell.of(trial.getCause(), Tone.BAD);
  }

  private static String took(NoticeTrial trial) {
    return DurationText.print(Duration.ofMillis(Durations.toMillis(trial.getDuration())));
  }
}
