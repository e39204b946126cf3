package io.rotakeep.cli;

import io.rotakeep.cli.daemon.PlainStart;
import io.rotakeep.cli.session.Shell;
import java.util.Locale;

/** Where the process begins. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    // Before any class is loaded that makes words of names: all output is the same in every
    // country.
    Locale.setDefault(Locale.ROOT);
    System.exit(run(Shell.ofProcess(), arguments));
  }

  /** Returns the exit code. */
  static int run(Shell shell, String... arguments) {
    return PlainStart.in(shell, arguments)
        .map(PlainStart::run)
        .orElseGet(() -> RotakeepCommand.run(shell, arguments));
  }
}
