package io.rotakeep.cli.completion;

import io.rotakeep.cli.session.Session;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what makes a shell complete our commands. */
@Command(
    name = "completion",
    description = "Prints the script by which a shell completes commands, options and names.",
    footer = {
      "",
      "For the shell that runs:",
      "  bash   source <(rotakeep completion bash)",
      "  zsh    source <(rotakeep completion zsh)",
      "  fish   rotakeep completion fish | source",
      "For all later ones, write it where the shell looks, such as",
      "  /etc/bash_completion.d/rotakeep, ~/.config/fish/completions/rotakeep.fish"
    })
public final class CompletionCommand implements Callable<Integer> {
  private final Session session;

  @Spec private CommandSpec command = CommandSpec.create();

  @Parameters(paramLabel = "bash|zsh|fish", description = "The shell.")
  private SupportedShell supported = SupportedShell.BASH;

  public CompletionCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var places = Place.below(command.root().commandLine(), "").toList();
    var text =
        switch (supported) {
          case BASH -> new BashScript(places).bash();
          case ZSH -> new BashScript(places).zsh();
          case FISH -> new FishScript(places).fish();
        };
    session.shell().out().print(text);
    session.shell().out().flush();
    return 0;
  }

  /** Shells for which there is a script. */
  enum SupportedShell {
    BASH,
    ZSH,
    FISH
  }
}
