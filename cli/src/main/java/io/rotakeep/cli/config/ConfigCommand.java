package io.rotakeep.cli.config;

import io.rotakeep.cli.session.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The files people write. */
@Command(name = "config", description = "Settings files: checks them, tells what they may hold.")
public final class ConfigCommand {
  private ConfigCommand() {}

  public static CommandLine in(Session session) {
    return new CommandLine(new ConfigCommand())
        .addSubcommand(new ConfigCheckCommand(session))
        .addSubcommand(new ConfigSchemaCommand(session));
  }
}
