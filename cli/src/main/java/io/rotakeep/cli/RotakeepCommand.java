package io.rotakeep.cli;

import io.rotakeep.cli.session.ErrorReport;
import io.rotakeep.cli.session.GlobalOptions;
import io.rotakeep.cli.session.RefusedSecrets;
import io.rotakeep.cli.session.Session;
import io.rotakeep.cli.session.Shell;
import io.rotakeep.cli.session.UsageReport;
import io.rotakeep.cli.terminal.ColorWhen;
import io.rotakeep.cli.text.DurationText;
import io.rotakeep.cli.text.Ink;
import java.time.Duration;
import java.util.List;
import java.util.Set;
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

  /** Executes what the arguments say in these surroundings; returns the exit code. */
  static int run(Shell shell, String... arguments) {
    return in(shell, Set.copyOf(List.of(arguments))).execute(arguments);
  }

  /** The line with those commands that the words name; with all if they name none. */
  static CommandLine in(Shell shell, Set<String> words) {
    var root = new RotakeepCommand();
    var session = new Session(shell, root.options);
    var report = new ErrorReport(session);
    var line = new CommandLine(root);
    line.addMixin("refusedSecrets", new RefusedSecrets(line));
    new Commands(session).among(words).forEach(line::addSubcommand);
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
