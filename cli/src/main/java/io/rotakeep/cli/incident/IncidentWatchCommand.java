package io.rotakeep.cli.incident;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.rotakeep.cli.session.Session;
import io.rotakeep.cli.text.Cell;
import io.rotakeep.cli.text.Layout;
import io.rotakeep.cli.text.Output;
import io.rotakeep.v1.Incident;
import io.rotakeep.v1.IncidentServiceGrpc;
import io.rotakeep.v1.WatchIncidentsRequest;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Tells of each incident as it opens or changes. */
@Command(
    name = "watch",
    description = "Tells of the incidents that stand, then of each as it opens or changes.")
final class IncidentWatchCommand implements Callable<Integer> {
  private static final Duration BEFORE_TRYING_AGAIN = Duration.ofSeconds(2);

  private final Session session;

  @Option(
      names = "--filter",
      paramLabel = "CONDITIONS",
      description = "Only these, such as: severity = HIGH")
  private String filter = "";

  IncidentWatchCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws InterruptedException {
    var cursor = "";
    try (var client = session.connect()) {
      var incidents = IncidentServiceGrpc.newBlockingStub(client.channel());
      while (!session.shell().out().checkError()) {
        try {
          cursor = follow(incidents, cursor);
        } catch (StatusRuntimeException e) {
          if (e.getStatus().getCode() != Status.Code.UNAVAILABLE) {
            throw e;
          }
          session.note("the daemon does not answer; trying again");
          session.shell().pause().sleep(BEFORE_TRYING_AGAIN);
        }
      }
    }
    return 0;
  }

  private String follow(IncidentServiceGrpc.IncidentServiceBlockingStub incidents, String from) {
    var cursor = from;
    var changes =
        incidents.watch(
            WatchIncidentsRequest.newBuilder().setFilter(filter).setCursor(from).build());
    while (!session.shell().out().checkError() && changes.hasNext()) {
      var change = changes.next();
      cursor = change.getCursor();
      if (change.hasIncident()) {
        tell(change.getIncident());
      }
    }
    return cursor;
  }

  private void tell(Incident incident) {
    var out = session.shell().out();
    var now = session.shell().clock().instant().truncatedTo(ChronoUnit.SECONDS);
    out.println(
        session.json()
            ? Output.line(incident)
            : now
                + "  "
                + IncidentColumns.COLUMNS.cells(incident).stream()
                    .map(IncidentWatchCommand::brief)
                    .collect(Collectors.joining("  ")));
    out.flush();
  }

  /** A dash stands for what is empty, so that the others keep their place. */
  private static String brief(Cell cell) {
    var text = cell.brief(Layout.PLAIN);
    return text.isEmpty() ? "-" : text;
  }
}
