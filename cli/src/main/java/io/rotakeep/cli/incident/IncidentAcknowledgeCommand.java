package io.rotakeep.cli.incident;

import io.rotakeep.cli.session.Session;
import io.rotakeep.v1.AcknowledgeIncidentRequest;
import io.rotakeep.v1.IncidentServiceGrpc;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says that somebody has taken an incident on. */
@Command(name = "acknowledge", description = "Says that you have taken it on.")
final class IncidentAcknowledgeCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "INCIDENT", description = "The incident.")
  private String incident = "";

  @Option(names = "--comment", paramLabel = "TEXT", description = "For the timeline. No secrets.")
  private String comment = "";

  IncidentAcknowledgeCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var client = session.connect()) {
      var after =
          IncidentServiceGrpc.newBlockingStub(client.channel())
              .acknowledge(
                  AcknowledgeIncidentRequest.newBuilder()
                      .setIncident(incident)
                      .setComment(comment)
                      .setRequestId(Session.requestId())
                      .build());
      session.output().message(after, after.getId() + " acknowledged");
      return 0;
    }
  }
}
