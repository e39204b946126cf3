package io.rotakeep.cli.text;

/** Colours on a terminal that has them, and nothing elsewhere. */
public enum Ink {
  NONE {
    @Override
    public String of(Tone tone, String text) {
      return text;
    }
  },
  ANSI {
    @Override
    public String of(Tone tone, String text) {
      return tone == Tone.PLAIN || text.isEmpty()
          ? text
          : "\u001b[" + tone.code() + "m" + text + "\u001b[0m";
    }
  };

  /** The text, coloured if this ink colours. */
  public abstract String of(Tone tone, String text);
}
