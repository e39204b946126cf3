package io.rotakeep.cli.connection;

import io.rotakeep.cli.session.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Users' consents and the tokens behind them. */
@Command(name = "connection", description = "Users' consents, and the tokens behind them.")
public final class ConnectionCommand {
  private ConnectionCommand() {}

  public static CommandLine in(Session session) {
    return new CommandLine(new ConnectionCommand())
        .addSubcommand(new ConnectionAuthorizeCommand(session))
        .addSubcommand(new ConnectionImportCommand(session))
        .addSubcommand(new ConnectionListCommand(session))
        .addSubcommand(new ConnectionShowCommand(session))
        .addSubcommand(new ConnectionDoctorCommand(session))
        .addSubcommand(new ConnectionLabelCommand(session))
        .addSubcommand(new ConnectionRefreshCommand(session))
        .addSubcommand(new ConnectionQuarantineCommand(session))
        .addSubcommand(new ConnectionReinstateCommand(session))
        .addSubcommand(new ConnectionRevokeCommand(session))
        .addSubcommand(new ConnectionDeleteCommand(session));
  }
}
