package io.rotakeep.cli.completion;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * What may be typed after some commands.
 *
 * @param path the commands before, such as {@code connection list}; empty at the beginning
 * @param commands what may follow, with a description
 * @param options names with the values each takes
 * @param operands the values of what is neither
 */
record Place(
    String path, Map<String, String> commands, Map<String, Values> options, Values operands) {
  /** What values there are. */
  sealed interface Values {
    /** An option that takes none. */
    record None() implements Values {}

    /** Anything, such as a number. */
    record Any() implements Values {}

    record Files() implements Values {}

    record OneOf(List<String> words) implements Values {}

    record Connections() implements Values {}

    record Providers() implements Values {}
  }

  /** All places below a command, itself first. */
  static Stream<Place> below(CommandLine command, String path) {
    return Stream.concat(
        Stream.of(of(command, path)),
        visible(command)
            .flatMap(child -> below(child, (path + " " + child.getCommandName()).strip())));
  }

  private static Stream<CommandLine> visible(CommandLine command) {
    return command.getSubcommands().values().stream()
        .filter(child -> !child.getCommandSpec().usageMessage().hidden());
  }

  private static Place of(CommandLine command, String path) {
    Map<String, String> commands = new TreeMap<>();
    visible(command).forEach(child -> commands.put(child.getCommandName(), description(child)));
    Map<String, Values> options = new TreeMap<>();
    for (OptionSpec option : command.getCommandSpec().options()) {
      if (!option.hidden()) {
        var values =
            option.arity().max() == 0 ? new Values.None() : values(option.paramLabel(), path);
        options.put(option.longestName(), values);
      }
    }
    var operands =
        command.getCommandSpec().positionalParameters().stream()
            .findFirst()
            .map(operand -> values(operand.paramLabel(), path))
            .orElseGet(Values.None::new);
    return new Place(path, commands, options, operands);
  }

  private static String description(CommandLine command) {
    var lines = command.getCommandSpec().usageMessage().description();
    return lines.length == 0 ? "" : lines[0];
  }

  /** By the label in the help, which says what it is. */
  private static Values values(String label, String path) {
    if (label.matches("[a-z0-9-]+(\\|[a-z0-9-]+)+")) {
      return new Values.OneOf(List.of(label.split("\\|")));
    }
    return switch (label) {
      case "ID" -> new Values.Connections();
      case "STATE" -> new Values.OneOf(states());
      case "FILE", "DIR" -> new Values.Files();
      case "NAME" -> path.startsWith("pki") ? new Values.Any() : new Values.Providers();
      default -> new Values.Any();
    };
  }

  private static List<String> states() {
    return Stream.of(io.rotakeep.v1.ConnectionState.values())
        .map(Enum::name)
        .filter(name -> name.startsWith("CONNECTION_STATE_") && !name.endsWith("UNSPECIFIED"))
        .map(name -> name.substring("CONNECTION_STATE_".length()).toLowerCase(Locale.ROOT))
        .toList();
  }
}
