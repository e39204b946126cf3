package io.rotakeep.cli.incident;

import io.rotakeep.cli.session.Session;
import io.rotakeep.cli.text.Printable;
import io.rotakeep.v1.IncidentServiceGrpc;
import io.rotakeep.v1.ReportIncidentRequest;
import io.rotakeep.v1.ReportIncidentResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints the text for the provider's security contact. */
@Command(
    name = "report",
    description = "Prints the text to send to the provider's security contact. Nothing is sent.")
final class IncidentReportCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "INCIDENT", description = "The incident.")
  private String incident = "";

  IncidentReportCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var client = session.connect()) {
      var report =
          IncidentServiceGrpc.newBlockingStub(client.channel())
              .report(ReportIncidentRequest.newBuilder().setIncident(incident).build());
      session.output().message(report, _ -> lines(report));
      return 0;
    }
  }

  private static List<String> lines(ReportIncidentResponse report) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "To: "
            + (report.getRecipient().isEmpty()
                ? "(the provider's description names no security contact)"
                : Printable.of(report.getRecipient())));
    lines.add("Subject: " + Printable.of(report.getSubject()));
    lines.add("");
    report.getText().lines().map(Printable::of).forEach(lines::add);
    return lines;
  }
}
