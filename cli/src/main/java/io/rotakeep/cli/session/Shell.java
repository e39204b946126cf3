package io.rotakeep.cli.session;

import io.rotakeep.cli.terminal.Interrupts;
import io.rotakeep.cli.terminal.Terminal;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Map;

/** What a command sees of the world around it. */
public record Shell(
    Terminal terminal,
    Map<String, String> environment,
    Browser browser,
    Pause pause,
    InstantSource clock,
    Lifetime lifetime,
    Interrupts interrupts) {

  /** The process's own. */
  public static Shell ofProcess() {
    return new Shell(
        Terminal.ofProcess(),
        System.getenv(),
        Browser.ofDesktop(),
        Thread::sleep,
        InstantSource.system(),
        Lifetime.untilSignal(),
        Interrupts.ofProcess());
  }

  public PrintWriter out() {
    return terminal.out();
  }

  public PrintWriter err() {
    return terminal.err();
  }

  public InputStream in() {
    return terminal.in();
  }

  /** Whether a person sits at the terminal and can be asked. */
  public boolean interactive() {
    return terminal.interactive();
  }
}
