package io.rotakeep.cli.incident;

import io.rotakeep.cli.session.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What may be a compromise, and what people do about it. */
@Command(
    name = "incident",
    description = "What may be a compromise: its evidence, who has taken it on, the report of it.")
public final class IncidentCommand {
  private IncidentCommand() {}

  public static CommandLine in(Session session) {
    return new CommandLine(new IncidentCommand())
        .addSubcommand(new IncidentListCommand(session))
        .addSubcommand(new IncidentShowCommand(session))
        .addSubcommand(new IncidentWatchCommand(session))
        .addSubcommand(new IncidentOpenCommand(session))
        .addSubcommand(new IncidentAcknowledgeCommand(session))
        .addSubcommand(new IncidentResolveCommand(session))
        .addSubcommand(new IncidentReportCommand(session))
        .addSubcommand(new IncidentLookupCommand(session));
  }
}
