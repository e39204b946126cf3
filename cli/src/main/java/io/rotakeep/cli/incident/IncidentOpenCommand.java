package io.rotakeep.cli.incident;

import io.rotakeep.cli.connection.ConnectionSelection;
import io.rotakeep.cli.session.Session;
import io.rotakeep.v1.Incident;
import io.rotakeep.v1.IncidentServiceGrpc;
import io.rotakeep.v1.IncidentServiceGrpc.IncidentServiceBlockingStub;
import io.rotakeep.v1.OpenIncidentRequest;
import io.rotakeep.v1.Severity;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Opens an incident for what was learnt elsewhere. */
@Command(name = "open", description = "Opens an incident for what was learnt elsewhere.")
final class IncidentOpenCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final ConnectionSelection selection = new ConnectionSelection();

  @Option(
      names = "--summary",
      required = true,
      paramLabel = "TEXT",
      description = "What is known, and from where. No secrets.")
  private String summary = "";

  @Option(
      names = "--severity",
      paramLabel = "LEVEL",
      description = "${COMPLETION-CANDIDATES}. Default: high.")
  private Level severity = Level.high;

  @Option(names = "--quarantine", description = "Stop serving these connections at once.")
  private boolean quarantine;

  /** As they are typed. */
  enum Level {
    low,
    medium,
    high,
    critical
  }

  IncidentOpenCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var client = session.connect()) {
      var incidents = IncidentServiceGrpc.newBlockingStub(client.channel());
      var request =
          OpenIncidentRequest.newBuilder()
              .setSelector(selection.selector())
              .setSummary(summary)
              .setSeverity(Severity.valueOf("SEVERITY_" + severity.name().toUpperCase(Locale.ROOT)))
              .setQuarantine(quarantine)
              .setRequestId(Session.requestId());
      if (selection.dryRun()) {
        var preview = incidents.open(request.setDryRun(true).build());
        session.output().message(preview, about(preview) + ", nothing was opened");
        return 0;
      }
      if (quarantine && selection.needsConsent()) {
        request.setExpectedCount(confirmed(incidents, request));
      }
      var opened = incidents.open(request.build());
      session.output().message(opened, opened.getId() + " opened, " + about(opened));
      return 0;
    }
  }

  private long confirmed(IncidentServiceBlockingStub incidents, OpenIncidentRequest.Builder wish) {
    var preview = incidents.open(wish.clone().setDryRun(true).setRequestId("").build());
    selection.demandConsent(session, preview.getConnectionCount());
    return preview.getConnectionCount();
  }

  private static String about(Incident incident) {
    long count = incident.getConnectionCount();
    return count == 1 ? "about 1 connection" : "about " + count + " connections";
  }
}
