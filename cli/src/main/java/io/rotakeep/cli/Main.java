package io.rotakeep.cli;

import io.rotakeep.cli.session.Shell;

/** Where the process begins. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    System.exit(RotakeepCommand.in(Shell.ofProcess()).execute(arguments));
  }
}
