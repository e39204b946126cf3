package io.rotakeep.cli.incident;

import io.rotakeep.cli.session.Session;
import io.rotakeep.v1.IncidentServiceGrpc;
import io.rotakeep.v1.Resolution;
import io.rotakeep.v1.ResolveIncidentRequest;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Closes an incident. */
@Command(
    name = "resolve",
    description = "Closes it. Quarantined connections stay so until reinstate or a new consent.")
final class IncidentResolveCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(paramLabel = "INCIDENT", description = "The incident.")
  private String incident = "";

  @Option(
      names = "--as",
      required = true,
      paramLabel = "WHAT",
      description = "What it was: ${COMPLETION-CANDIDATES}.")
  private Found found = Found.unknown;

  @Option(
      names = "--comment",
      required = true,
      paramLabel = "TEXT",
      description = "How that was found. No secrets.")
  private String comment = "";

  /** As they are typed. */
  enum Found {
    compromise,
    accident,
    authorized,
    unknown
  }

  IncidentResolveCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var client = session.connect()) {
      var after =
          IncidentServiceGrpc.newBlockingStub(client.channel())
              .resolve(
                  ResolveIncidentRequest.newBuilder()
                      .setIncident(incident)
                      .setResolution(
                          Resolution.valueOf("RESOLUTION_" + found.name().toUpperCase(Locale.ROOT)))
                      .setComment(comment)
                      .setRequestId(Session.requestId())
                      .build());
      session.output().message(after, after.getId() + " resolved as " + found);
      return 0;
    }
  }
}
