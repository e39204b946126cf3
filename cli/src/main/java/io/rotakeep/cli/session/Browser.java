package io.rotakeep.cli.session;

import java.io.IOException;
import java.util.Locale;

/** Opens addresses for the person in front of the screen. */
@FunctionalInterface
public interface Browser {
  /** Returns whether something was started that may show the address. */
  boolean open(String address);

  /** The browser that the desktop has set up. */
  static Browser ofDesktop() {
    var mac = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("mac");
    var command = mac ? "open" : "xdg-open";
    return address -> {
      try {
        new ProcessBuilder(command, address)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
        return true;
      } catch (IOException e) {
        return false;
      }
    };
  }
}
