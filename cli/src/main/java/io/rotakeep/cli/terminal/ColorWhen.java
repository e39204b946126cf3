package io.rotakeep.cli.terminal;

import io.rotakeep.cli.text.Ink;
import java.util.Map;

/** When to print colours; the environment's wishes as no-color.org and clicolors have them. */
public enum ColorWhen {
  AUTO,
  ALWAYS,
  NEVER;

  /** For a stream that ends at a terminal, or does not. */
  public Ink ink(boolean terminal, Map<String, String> environment) {
    boolean colours =
        switch (this) {
          case ALWAYS -> true;
          case NEVER -> false;
          case AUTO -> wished(terminal, environment);
        };
    return colours ? Ink.ANSI : Ink.NONE;
  }

  private static boolean wished(boolean terminal, Map<String, String> environment) {
    if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
      return false;
    }
    if (!environment.getOrDefault("CLICOLOR_FORCE", "0").equals("0")) {
      return true;
    }
    return terminal && !isDumb(environment);
  }

  /** Whether a terminal can neither colour nor move its cursor. */
  public static boolean isDumb(Map<String, String> environment) {
    return environment.getOrDefault("TERM", "dumb").equals("dumb");
  }
}
