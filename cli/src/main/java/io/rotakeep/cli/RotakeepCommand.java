package io.rotakeep.cli;

import io.rotakeep.cli.aot.AotCommand;
import io.rotakeep.cli.config.ConfigCommand;
import io.rotakeep.cli.connection.ConnectionCommand;
import io.rotakeep.cli.daemon.ServerCommand;
import io.rotakeep.cli.demo.DemoCommand;
import io.rotakeep.cli.operator.OperatorCommand;
import io.rotakeep.cli.pki.PkiCommand;
import io.rotakeep.cli.provider.ProviderCommand;
import io.rotakeep.cli.session.ErrorReport;
import io.rotakeep.cli.session.GlobalOptions;
import io.rotakeep.cli.session.Session;
import io.rotakeep.cli.session.Shell;
import io.rotakeep.cli.text.DurationText;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The command line as a whole. */
@Command(
    name = "rotakeep",
    description = "Keeps OAuth refresh tokens, spends each once, hands out access tokens.",
    mixinStandardHelpOptions = true,
    scope = CommandLine.ScopeType.INHERIT,
    versionProvider = RotakeepCommand.Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:failed; standard error begins with the gRPC status",
      "2:wrong usage"
    })
final class RotakeepCommand {
  private static final int WIDTH = 100;

  @Mixin private final GlobalOptions options = new GlobalOptions();

  private RotakeepCommand() {}

  /** All commands, ready to be executed in these surroundings. */
  static CommandLine in(Shell shell) {
    var root = new RotakeepCommand();
    var session = new Session(shell, root.options);
    var report = new ErrorReport(shell.err());
    return new CommandLine(root)
        .addSubcommand(new ServerCommand(session))
        .addSubcommand(new BenchCommand(session))
        .addSubcommand(ProviderCommand.in(session))
        .addSubcommand(ConnectionCommand.in(session))
        .addSubcommand(new TokenCommand(session))
        .addSubcommand(OperatorCommand.in(session))
        .addSubcommand(ConfigCommand.in(session))
        .addSubcommand(PkiCommand.in(session))
        .addSubcommand(new DemoCommand(shell))
        .addSubcommand(new AotCommand(session))
        .registerConverter(Duration.class, DurationText::parse)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(WIDTH)
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .setOut(shell.out())
        .setErr(shell.err())
        .setExecutionExceptionHandler(
            (failure, command, _) -> {
              report.print(failure);
              return command.getCommandSpec().exitCodeOnExecutionException();
            });
  }

  /** Reads the release out of the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      var version = RotakeepCommand.class.getPackage().getImplementationVersion();
      return new String[] {"rotakeep " + (version == null ? "development" : version)};
    }
  }
}
