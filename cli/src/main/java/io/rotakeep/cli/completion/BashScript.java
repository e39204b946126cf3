package io.rotakeep.cli.completion;

import io.rotakeep.cli.completion.Place.Values;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Completion for bash, and by its emulation for zsh. Only names that the daemon knows cost a call;
 * all else is in the script.
 */
final class BashScript {
  private static final String HEAD =
      """
      # bash completion for rotakeep: source <(rotakeep completion bash)
      """;
  private static final String ZSH_HEAD =
      """
      #compdef rotakeep
      # zsh completion for rotakeep, after compinit: source <(rotakeep completion zsh)
      autoload -Uz bashcompinit && bashcompinit
      """;

  private final List<Place> places;

  BashScript(List<Place> places) {
    this.places = places;
  }

  String bash() {
    return HEAD + body();
  }

  String zsh() {
    return ZSH_HEAD + body();
  }

  private String body() {
    var values =
        places.stream()
            .flatMap(
                place ->
                    place.options().entrySet().stream()
                        .map(option -> valueCase(place.path(), option.getKey(), option.getValue())))
            .collect(Collectors.joining());
    var words = places.stream().map(BashScript::placeCase).collect(Collectors.joining("\n"));
    return script(values.stripTrailing(), words);
  }

  private static String script(String values, String places) {
    return """
    _rotakeep_reply() {
      COMPREPLY=($(compgen -W "$1" -- "$2"))
    }
    _rotakeep() {
      local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"
      local path="" commands options operands i
      COMPREPLY=()
      for ((i = 1; i <= COMP_CWORD; i++)); do
        _rotakeep_place "$path"
        if ((i < COMP_CWORD)) && [[ " $commands " == *" ${COMP_WORDS[i]} "* ]]; then
          path="${path:+$path }${COMP_WORDS[i]}"
        fi
      done
      if [[ "$previous" == -* && "$current" != -* ]]; then
        case "$path $previous" in
    %s
        esac
      fi
      if [[ "$current" == -* ]]; then
        _rotakeep_reply "$options" "$current"
      elif [[ -n "$commands" ]]; then
        _rotakeep_reply "$commands" "$current"
      elif [[ -n "$operands" ]]; then
        _rotakeep_reply "$(rotakeep completion-names "$operands" 2>/dev/null)" "$current"
      fi
    }
    _rotakeep_place() {
      commands="" options="" operands=""
      case "$1" in
    %s
      esac
    }
    complete -o default -F _rotakeep rotakeep
    """
        .formatted(values, places);
  }

  private static String valueCase(String path, String option, Values values) {
    var pattern = "      \"%s %s\") ".formatted(path, option);
    return switch (values) {
      case Values.None _ -> "";
      case Values.Any _, Values.Files _ -> pattern + "return ;;\n";
      case Values.OneOf one ->
          pattern
              + "_rotakeep_reply \"%s\" \"$current\"; return ;;\n"
                  .formatted(String.join(" ", one.words()));
      case Values.Connections _ -> pattern + names("connections");
      case Values.Providers _ -> pattern + names("providers");
    };
  }

  private static String names(String kind) {
    String known = "$(rotakeep completion-names %s 2>/dev/null)".formatted(kind);
    return "_rotakeep_reply \"" + known + "\" \"$current\"; return ;;\n";
  }

  private static String placeCase(Place place) {
    return "    \"%s\") commands=\"%s\" options=\"%s\" operands=\"%s\" ;;"
        .formatted(
            place.path(),
            String.join(" ", place.commands().keySet()),
            String.join(" ", place.options().keySet()),
            kind(place.operands()));
  }

  /** What to ask the program for; empty for what the shell knows itself. */
  private static String kind(Values operands) {
    return switch (operands) {
      case Values.Connections _ -> "connections";
      case Values.Providers _ -> "providers";
      case Values.None _, Values.Any _, Values.Files _, Values.OneOf _ -> "";
    };
  }
}
