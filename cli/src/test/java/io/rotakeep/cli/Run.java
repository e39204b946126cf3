package io.rotakeep.cli;

import io.rotakeep.cli.session.Lifetime;
import io.rotakeep.cli.session.Pause;
import io.rotakeep.cli.session.Shell;
import io.rotakeep.cli.terminal.Interrupts;
import io.rotakeep.cli.terminal.Terminal;
import io.rotakeep.cli.text.Glyphs;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One run of the command line in surroundings of its own, and what came of it. */
final class Run {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> opened = new ArrayList<>();
  private InputStream input = InputStream.nullInputStream();
  private ScriptedTty tty = ScriptedTty.NONE;
  private Pause pause = time -> {};
  private InstantSource clock = InstantSource.system();
  private Interrupts interrupts = action -> () -> {};
  private Lifetime lifetime = AutoCloseable::close;
  private int exitCode = -1;

  /** A run against this daemon. */
  static Run on(FakeDaemon daemon) {
    return new Run().with("ROTAKEEP_ADDRESS", daemon.address());
  }

  Run with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  Run typing(String text) {
    return reading(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Standard input is this. */
  Run reading(InputStream source) {
    input = source;
    return this;
  }

  /** Somebody can be asked, and results go elsewhere. */
  Run atATerminal() {
    tty = ScriptedTty.ASKING;
    return this;
  }

  /** Results go to a terminal of that width. */
  Run onATerminal(int columns) {
    tty = ScriptedTty.of(columns);
    return with("TERM", "xterm-256color");
  }

  Run at(Instant moment) {
    clock = InstantSource.fixed(moment);
    return this;
  }

  /** What happens instead of waiting. */
  Run pausing(Pause instead) {
    pause = instead;
    return this;
  }

  Run interruptedBy(Interrupts source) {
    interrupts = source;
    return this;
  }

  /** What happens while a daemon runs, instead of waiting for a signal. */
  Run meanwhile(Runnable work) {
    lifetime =
        daemon -> {
          try (daemon) {
            work.run();
          }
        };
    return this;
  }

  Run of(String... arguments) {
    exitCode = Main.run(shell(), arguments);
    return this;
  }

  /** The surroundings of this run. */
  Shell shell() {
    var terminal =
        new Terminal(
            new PrintWriter(out, true), new PrintWriter(err, true), input, tty, Glyphs.UNICODE);
    return new Shell(terminal, environment, opened::add, pause, clock, lifetime, interrupts);
  }

  int exitCode() {
    return exitCode;
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }

  /** Addresses that a browser was asked to open. */
  List<String> opened() {
    return opened;
  }
}
