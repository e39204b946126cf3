package io.rotakeep.cli.session;

import io.rotakeep.cli.text.Printable;
import io.rotakeep.cli.text.Tone;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Tells how a command is called that was called wrongly: what is wrong, and one line of usage. */
public final class UsageReport implements CommandLine.IParameterExceptionHandler {
  private final Session session;

  public UsageReport(Session session) {
    this.session = session;
  }

  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    var command = failure.getCommandLine();
    var err = session.shell().err();
    err.println(session.errorInk().of(Tone.BAD, Printable.of(complaint(failure))));
    boolean suggested = UnmatchedArgumentException.printSuggestions(failure, err);
    var name = command.getCommandSpec().qualifiedName();
    if (!suggested) {
      err.println("Usage: " + command.getCommandSpec().usageMessage().customSynopsis()[0]);
    }
    // One alone is there because the arguments name it already.
    if (command.getSubcommands().size() > 1 && !suggested) {
      err.println("Commands: " + commands(command));
    }
    err.println(name + " --help tells more");
    err.flush();
    return command.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static String complaint(ParameterException failure) {
    return failure instanceof UnmatchedArgumentException unmatched
        ? UnknownArguments.complaint(unmatched.getUnmatched())
        : String.valueOf(failure.getMessage());
  }

  private static String commands(CommandLine command) {
    return String.join(
        ", ",
        command.getSubcommands().entrySet().stream()
            .filter(child -> !child.getValue().getCommandSpec().usageMessage().hidden())
            .map(java.util.Map.Entry::getKey)
            .toList());
  }
}
