package io.rotakeep.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The vault itself. */
@Command(name = "operator", description = "The vault itself: its keys and how it is.")
final class OperatorCommand {
  private OperatorCommand() {}

  static CommandLine in(Session session) {
    return new CommandLine(new OperatorCommand())
        .addSubcommand(new OperatorInitCommand(session))
        .addSubcommand(new OperatorStatusCommand(session));
  }
}
