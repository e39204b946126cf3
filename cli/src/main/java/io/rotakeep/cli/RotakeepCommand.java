package io.rotakeep.cli;

import io.rotakeep.cli.aot.AotCommand;
import io.rotakeep.cli.completion.CompletionCommand;
import io.rotakeep.cli.completion.NamesCommand;
import io.rotakeep.cli.config.ConfigCommand;
import io.rotakeep.cli.connection.ConnectionCommand;
import io.rotakeep.cli.daemon.ServerCommand;
import io.rotakeep.cli.demo.DemoCommand;
import io.rotakeep.cli.operator.OperatorCommand;
import io.rotakeep.cli.pki.PkiCommand;
import io.rotakeep.cli.provider.ProviderCommand;
import io.rotakeep.cli.session.ErrorReport;
import io.rotakeep.cli.session.GlobalOptions;
import io.rotakeep.cli.session.NotYetCommand;
import io.rotakeep.cli.session.RefusedSecrets;
import io.rotakeep.cli.session.Session;
import io.rotakeep.cli.session.Shell;
import io.rotakeep.cli.session.UsageReport;
import io.rotakeep.cli.terminal.ColorWhen;
import io.rotakeep.cli.text.DurationText;
import io.rotakeep.cli.text.Ink;
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
      "2:wrong usage",
      "130:ended by Ctrl-C"
    })
final class RotakeepCommand {
  private static final int WIDTH = 100;
  private static final int OPTIONS_WIDTH = 34;

  @Mixin private final GlobalOptions options = new GlobalOptions();

  private RotakeepCommand() {}

  /** All commands, ready to be executed in these surroundings. */
  static CommandLine in(Shell shell) {
    var root = new RotakeepCommand();
    var session = new Session(shell, root.options);
    var report = new ErrorReport(session);
    var line = commands(root, session);
    HelpSections.arrange(line);
    return line.registerConverter(Duration.class, DurationText::parse)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpWidth(WIDTH)
        .setUsageHelpLongOptionsMaxWidth(OPTIONS_WIDTH)
        .setColorScheme(CommandLine.Help.defaultColorScheme(ansi(shell)))
        .setOut(shell.out())
        .setErr(shell.err())
        .setParameterExceptionHandler(new UsageReport(session))
        .setExecutionExceptionHandler(
            (failure, command, _) -> {
              report.print(failure);
              return command.getCommandSpec().exitCodeOnExecutionException();
            });
  }

  private static CommandLine commands(RotakeepCommand root, Session session) {
    var line = new CommandLine(root);
    return line.addMixin("refusedSecrets", new RefusedSecrets(line))
        .addSubcommand(new ServerCommand(session))
        .addSubcommand(ProviderCommand.in(session))
        .addSubcommand(ConnectionCommand.in(session))
        .addSubcommand(new TokenCommand(session))
        .addSubcommand(OperatorCommand.in(session))
        .addSubcommand(ConfigCommand.in(session))
        .addSubcommand(PkiCommand.in(session))
        .addSubcommand("incident", new NotYetCommand("rotakeep connection doctor ID tells of one"))
        .addSubcommand("audit", new NotYetCommand("the audit file holds one JSON object a line"))
        .addSubcommand("compliance", new NotYetCommand(""))
        .addSubcommand(new BenchCommand(session))
        .addSubcommand(new DemoCommand(session.shell()))
        .addSubcommand(new AotCommand(session))
        .addSubcommand(new CompletionCommand(session))
        .addSubcommand(new NamesCommand(session))
        .addSubcommand(new VersionCommand(session));
  }

  private static CommandLine.Help.Ansi ansi(Shell shell) {
    var ink = ColorWhen.AUTO.ink(shell.terminal().tty().output(), shell.environment());
    return ink == Ink.ANSI ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF;
  }

  /** As the jar says. */
  static String version() {
    var version = RotakeepCommand.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  /** Reads the release out of the jar. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"rotakeep " + version()};
    }
  }
}
