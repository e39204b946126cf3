package io.rotakeep.cli.completion;

import io.rotakeep.cli.completion.Place.Values;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Completion for fish, a line for each word that can be typed somewhere. */
final class FishScript {
  private final List<Place> places;

  FishScript(List<Place> places) {
    this.places = places;
  }

  String fish() {
    return "# fish completion for rotakeep: rotakeep completion fish | source\n"
        + "complete -c rotakeep -f\n"
        + places.stream().flatMap(FishScript::lines).collect(Collectors.joining("\n", "", "\n"));
  }

  private static Stream<String> lines(Place place) {
    var at = "complete -c rotakeep -n '" + condition(place) + "'";
    var commands =
        place.commands().entrySet().stream()
            .map(
                command ->
                    "%s -a %s -d %s".formatted(at, command.getKey(), quoted(command.getValue())));
    var options =
        place.options().entrySet().stream()
            .filter(option -> option.getKey().startsWith("--"))
            .map(
                option ->
                    "%s -l %s%s"
                        .formatted(at, option.getKey().substring(2), taking(option.getValue())));
    return Stream.of(commands, options, operands(at, place.operands())).flatMap(lines -> lines);
  }

  /** True after just these commands. */
  private static String condition(Place place) {
    var before =
        Stream.of(place.path().split(" "))
            .filter(word -> !word.isEmpty())
            .map(word -> "__fish_seen_subcommand_from " + word)
            .toList();
    var after =
        place.commands().isEmpty()
            ? Stream.<String>of()
            : Stream.of(
                "not __fish_seen_subcommand_from " + String.join(" ", place.commands().keySet()));
    var all = Stream.concat(before.stream(), after).collect(Collectors.joining("; and "));
    return all.isEmpty() ? "true" : all;
  }

  private static String taking(Values values) {
    return switch (values) {
      case Values.None _ -> "";
      case Values.Any _ -> " -x";
      case Values.Files _ -> " -r -F";
      case Values.OneOf one -> " -x -a " + quoted(String.join(" ", one.words()));
      case Values.Connections _ -> " -x -a '(rotakeep completion-names connections)'";
      case Values.Providers _ -> " -x -a '(rotakeep completion-names providers)'";
    };
  }

  private static Stream<String> operands(String at, Values operands) {
    return switch (operands) {
      case Values.Connections _ -> Stream.of(at + " -a '(rotakeep completion-names connections)'");
      case Values.Providers _ -> Stream.of(at + " -a '(rotakeep completion-names providers)'");
      case Values.None _, Values.Any _, Values.Files _, Values.OneOf _ -> Stream.of();
    };
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
