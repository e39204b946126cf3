package io.rotakeep.cli.audit;

import io.rotakeep.cli.session.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Who got which token, and that nobody changed what is written of it. */
@Command(
    name = "audit",
    description = "Who got which token, and that nobody changed what is written of it.")
public final class AuditCommand {
  private AuditCommand() {}

  public static CommandLine in(Session session) {
    return new CommandLine(new AuditCommand())
        .addSubcommand(new AuditVerifyCommand(session))
        .addSubcommand(new AuditSearchCommand(session))
        .addSubcommand(new AuditExportKeysCommand(session));
  }
}
