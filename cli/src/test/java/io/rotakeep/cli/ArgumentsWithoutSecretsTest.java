package io.rotakeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.cli.session.RefusedSecrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Every process of a machine may read the arguments of every other. */
final class ArgumentsWithoutSecretsTest {
  private static final Pattern SECRET =
      Pattern.compile(".*(token|secret|pass|pin|share|credential|key).*");

  /** What such a name may mean without holding one. */
  private static final Pattern PLACE_OR_NAME = Pattern.compile(".*(-file|-id|-ids|-stdin)");

  /** Files, numbers and switches, each looked at. */
  private static final Set<String> HARMLESS =
      Set.of("--key", "--keys", "--shares", "--rotate-keys");

  @Test
  void noOptionOfAnyCommandTakesASecret() {
    List<String> offending = new ArrayList<>();
    List<String> all = new ArrayList<>();

    walk(RotakeepCommand.in(new Run().shell(), Set.of()), offending, all);

    assertThat(all).hasSizeGreaterThan(100);
    assertThat(offending).isEmpty();
  }

  private static void walk(CommandLine command, List<String> offending, List<String> all) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      for (String name : option.names()) {
        all.add(name);
        boolean holds =
            SECRET.matcher(name).matches()
                && !PLACE_OR_NAME.matcher(name).matches()
                && !HARMLESS.contains(name);
        boolean takesValue = option.arity().max() > 0;
        boolean refused = option.userObject() instanceof RefusedSecrets || option.hidden();
        if (holds && takesValue && !refused) {
          offending.add(command.getCommandSpec().qualifiedName() + " " + name);
        }
      }
    }
    command.getSubcommands().values().forEach(sub -> walk(sub, offending, all));
  }
}
