package io.rotakeep.cli.terminal;

/** Which standard streams end at a terminal, and how much fits on it. */
public interface Tty {
  boolean input();

  boolean output();

  boolean errors();

  /** What a person types without its being shown; the caller wipes it. Empty at its end. */
  char[] secret(String prompt);

  /** As it is now; the terminal may be resized. */
  Size size();

  /** Of a terminal, in characters. */
  record Size(int columns, int rows) {
    /** Of terminals that do not tell. */
    public static final Size USUAL = new Size(80, 24);
  }
}
