package io.rotakeep.cli.provider;

import io.rotakeep.cli.session.Session;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Authorization servers and our client registration at them. */
@Command(
    name = "provider",
    description = "Authorization servers, and our client registration at them.")
public final class ProviderCommand {
  private ProviderCommand() {}

  public static CommandLine in(Session session) {
    return new CommandLine(new ProviderCommand())
        .addSubcommand(new ProviderApplyCommand(session))
        .addSubcommand(new ProviderListCommand(session))
        .addSubcommand(new ProviderShowCommand(session))
        .addSubcommand(new ProviderDeleteCommand(session))
        .addSubcommand(new ProviderPresetsCommand(session))
        .addSubcommand(new ProviderCheckCommand(session))
        .addSubcommand(new ProviderAnnounceEventCommand(session));
  }
}
