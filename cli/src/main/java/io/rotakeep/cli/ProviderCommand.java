package io.rotakeep.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Authorization servers and our client registration at them. */
@Command(
    name = "provider",
    description = "Authorization servers, and our client registration at them.")
final class ProviderCommand {
  private ProviderCommand() {}

  static CommandLine in(Session session) {
    return new CommandLine(new ProviderCommand())
        .addSubcommand(new ProviderApplyCommand(session))
        .addSubcommand(new ProviderListCommand(session))
        .addSubcommand(new ProviderShowCommand(session));
  }
}
