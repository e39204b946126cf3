package io.rotakeep.cli;

import io.rotakeep.bench.BenchReport;
import io.rotakeep.cli.session.CliFailure;
import io.rotakeep.cli.session.Session;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Load on a daemon of its own, beside the physical limits of this machine. */
@Command(
    name = "bench",
    description =
        "Measures a daemon that it starts itself, beside a bare gRPC echo and bare fsyncs.")
final class BenchCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "20",
      description = "Length of each measurement (default: ${DEFAULT-VALUE}).")
  private int seconds;

  BenchCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (seconds < 1 || seconds > 3600) {
      throw CliFailure.invalid("--seconds: must be 1 to 3600");
    }
    session.note("measuring for about " + seconds * 4L + " s; other work on this machine shows");
    BenchReport report = BenchReport.measure(Duration.ofSeconds(seconds));
    session.shell().out().print(session.json() ? report.toJson() + "\n" : report.toText());
    session.shell().out().flush();
    return 0;
  }
}
