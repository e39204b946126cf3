package io.rotakeep.cli.operator;

import io.rotakeep.cli.session.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The vault itself. */
@Command(name = "operator", description = "The vault itself: its keys and how it is.")
public final class OperatorCommand {
  private OperatorCommand() {}

  public static CommandLine in(Session session) {
    return new CommandLine(new OperatorCommand())
        .addSubcommand(new OperatorInitCommand(session))
        .addSubcommand(new OperatorStatusCommand(session))
        .addSubcommand(new OperatorTrustStoreCommand(session))
        .addSubcommand(new OperatorTestNotifyCommand(session))
        .addSubcommand(new OperatorUnsealCommand(session))
        .addSubcommand(new OperatorSealCommand(session))
        .addSubcommand(new OperatorRotateKeysCommand(session))
        .addSubcommand(ApprovalsCommand.in(session))
        .addSubcommand(new OperatorRekeyCommand(session))
        .addSubcommand(new OperatorBackupCommand(session))
        .addSubcommand(new OperatorRestoreCommand(session));
  }
}
