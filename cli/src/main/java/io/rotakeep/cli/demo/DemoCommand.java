package io.rotakeep.cli.demo;

import io.rotakeep.cli.session.Shell;
import io.rotakeep.cli.terminal.ColorWhen;
import io.rotakeep.cli.text.Ink;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Shows the main job, and checks it. */
@Command(
    name = "demo",
    description = {
      "Shows the main job on a daemon and an authorization server of its own, in under a minute.",
      "Ends with 0 only if everything it claims was seen to be true."
    })
public final class DemoCommand implements Callable<Integer> {
  private final Shell shell;

  public DemoCommand(Shell shell) {
    this.shell = shell;
  }

  @Override
  public Integer call() throws IOException {
    Charset charset =
        Charset.forName(System.getProperty("stdout.encoding", "UTF-8"), StandardCharsets.UTF_8);
    boolean colour =
        ColorWhen.AUTO.ink(shell.terminal().tty().output(), shell.environment()) == Ink.ANSI;
    return new Demo(new Narration(shell.out(), colour, charset)).run() ? 0 : 1;
  }
}
