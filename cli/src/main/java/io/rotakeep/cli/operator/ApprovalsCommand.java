package io.rotakeep.cli.operator;

import io.rotakeep.cli.session.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Acts on all connections, which need a second person. */
@Command(
    name = "approvals",
    description = "Acts on all connections that wait for a second person's word.")
final class ApprovalsCommand {
  private ApprovalsCommand() {}

  static CommandLine in(Session session) {
    return new CommandLine(new ApprovalsCommand())
        .addSubcommand(new ApprovalsListCommand(session))
        .addSubcommand(new ApprovalsApproveCommand(session));
  }
}
