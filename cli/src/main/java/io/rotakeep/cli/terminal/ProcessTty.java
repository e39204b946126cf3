package io.rotakeep.cli.terminal;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * This process's own. Asks the kernel through {@code /proc} where there is one, since what the JDK
 * offers costs a command more than all the rest of it, and {@code stty} for the size.
 */
public final class ProcessTty implements Tty {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final Pattern TERMINAL = Pattern.compile("/dev/(pts/\\d+|tty\\w*|console)");
  private static final Pattern SIZE = Pattern.compile("(\\d{1,4}) (\\d{1,4})\\s*");

  private final boolean input = isTerminal(0);
  private final boolean output = isTerminal(1);
  private final boolean errors = isTerminal(2);

  @Override
  public boolean input() {
    return input;
  }

  @Override
  public boolean output() {
    return output;
  }

  @Override
  public boolean errors() {
    return errors;
  }

  @Override
  public char[] secret(String prompt) {
    return Optional.ofNullable(System.console())
        .map(console -> console.readPassword("%s: ", prompt))
        .orElseGet(() -> new char[0]);
  }

  private static boolean isTerminal(int descriptor) {
    if (!Files.isDirectory(DESCRIPTORS)) {
      return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }
    try {
      var file = Files.readSymbolicLink(DESCRIPTORS.resolve(Integer.toString(descriptor)));
      return TERMINAL.matcher(file.toString()).matches();
    } catch (IOException e) {
      return false; // closed
    }
  }

  @Override
  public Size size() {
    try {
      var stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      var said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      return read(said);
    } catch (IOException e) {
      return Size.USUAL;
    }
  }

  /** A terminal that has never been told its size says 0. */
  static Size read(String said) {
    var size = SIZE.matcher(said);
    if (!size.matches()) {
      return Size.USUAL;
    }
    int rows = Integer.parseInt(size.group(1));
    int columns = Integer.parseInt(size.group(2));
    return rows == 0 || columns == 0 ? Size.USUAL : new Size(columns, rows);
  }
}
