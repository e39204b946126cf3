package io.rotakeep.cli;

import io.rotakeep.cli.session.Lifetime;
import io.rotakeep.cli.session.Shell;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
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
  private String input = "";
  private boolean interactive;
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
    input = text;
    return this;
  }

  Run atATerminal() {
    interactive = true;
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
    var shell =
        new Shell(
            new PrintWriter(out, true),
            new PrintWriter(err, true),
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            environment,
            interactive,
            opened::add,
            time -> {},
            InstantSource.system(),
            lifetime);
    exitCode = RotakeepCommand.in(shell).execute(arguments);
    return this;
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
