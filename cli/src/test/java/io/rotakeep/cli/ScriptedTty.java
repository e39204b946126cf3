package io.rotakeep.cli;

import io.rotakeep.cli.terminal.Tty;

/** A terminal as a test wants it. */
record ScriptedTty(boolean input, boolean output, boolean errors, Size size) implements Tty {
  static final ScriptedTty NONE = new ScriptedTty(false, false, false, Size.USUAL);
  static final ScriptedTty ASKING = new ScriptedTty(true, false, true, Size.USUAL);

  /** The same at every question. */
  @Override
  public char[] secret(String prompt) {
    return "correct horse battery".toCharArray();
  }

  static ScriptedTty of(int columns) {
    return new ScriptedTty(true, true, true, new Size(columns, 24));
  }
}
