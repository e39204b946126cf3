package io.rotakeep.cli;

import io.rotakeep.bench.Bench;
import io.rotakeep.bench.report.Report;
import io.rotakeep.cli.session.CliFailure;
import io.rotakeep.cli.session.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Load on a daemon of its own, or gently on the addressed one, beside what the machine can do. */
@Command(
    name = "bench",
    description = {
      "Measures a daemon that it starts itself, beside a bare gRPC echo and bare fsyncs.",
      "With an address it measures hits of the daemon there, on the connection that --connection"
          + " names: nothing is refreshed while its access token lives, and each call is in the"
          + " audit."
    })
final class BenchCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "20",
      description = "Length of each measurement (default: ${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--connection",
      paramLabel = "ID",
      description = "Whose token is asked for, again and again, from the addressed daemon.")
  private @Nullable String connection;

  BenchCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (seconds < 1 || seconds > 3600) {
      throw CliFailure.invalid("--seconds: must be 1 to 3600");
    }
    Report report = measured(Duration.ofSeconds(seconds));
    session.shell().out().print(session.json() ? report.toJson() : report.toText());
    session.shell().out().flush();
    return 0;
  }

  private Report measured(Duration length) throws IOException, InterruptedException {
    String measured = connection;
    if (measured != null) {
      try (var client = session.connect()) {
        return Bench.addressed(client.channel(), measured, length, this::tell);
      }
    }
    if (session.isAddressed()) {
      throw CliFailure.invalid(
          "--connection: is required to measure the addressed daemon; or leave --address and"
              + " ROTAKEEP_ADDRESS out to measure one that is started for it");
    }
    session.note("other work on this machine shows in the figures; the ratios bear it best");
    return Bench.own(length, this::tell);
  }

  private void tell(String what) {
    session.note("measuring " + what);
  }
}
