package io.rotakeep.cli.incident;

import io.rotakeep.cli.session.Session;
import io.rotakeep.v1.GetIncidentRequest;
import io.rotakeep.v1.IncidentServiceGrpc;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows one incident. */
@Command(name = "show", description = "Shows an incident: its evidence, its score, its timeline.")
final class IncidentShowCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "INCIDENT", description = "The incident.")
  private String incident = "";

  IncidentShowCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var client = session.connect()) {
      var found =
          IncidentServiceGrpc.newBlockingStub(client.channel())
              .get(GetIncidentRequest.newBuilder().setIncident(incident).build());
      session.output().message(found, new IncidentPicture(found)::lines);
      return 0;
    }
  }
}
