package io.rotakeep.cli.session;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Words arguments that no command takes without repeating them: somebody may have put a secret
 * there.
 */
final class UnknownArguments {
  private static final String NAME = "--?[A-Za-z][A-Za-z-]{0,40}";
  private static final List<String> SECRETS =
      List.of("token", "secret", "password", "passphrase", "key", "code");
  private static final String MEND =
      "; secrets are not taken from the command line, where others can read them: give a file or"
          + " standard input, such as --refresh-token-file FILE";

  private UnknownArguments() {}

  static String complaint(List<String> arguments) {
    var names = arguments.stream().map(UnknownArguments::name).toList();
    var known = "not known here: " + names.stream().distinct().collect(Collectors.joining(", "));
    return names.stream().anyMatch(UnknownArguments::isSecret) ? known + MEND : known;
  }

  /** Of an option the name, of anything else only that it was there. */
  private static String name(String argument) {
    var name = argument.split("=", 2)[0];
    return name.matches(NAME) ? name : "an argument too many";
  }

  private static boolean isSecret(String name) {
    return Stream.of(name.toLowerCase(Locale.ROOT).split("-")).anyMatch(SECRETS::contains);
  }
}
