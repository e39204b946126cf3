package io.rotakeep.cli.session;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file named on the command line, where {@code -} is standard input. Read once. */
public record InputFile(String name, Path directory, InputStream content) {
  private static final int LARGEST_TEXT = 1 << 20;

  public static InputFile of(String argument, InputStream standardInput) {
    if (argument.equals("-")) {
      return new InputFile("standard input", Path.of(""), standardInput);
    }
    var path = Path.of(argument);
    var parent = path.getParent();
    try {
      return new InputFile(
          argument, parent == null ? Path.of("") : parent, Files.newInputStream(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The whole content, for settings. */
  public String text() {
    return new String(bytes(LARGEST_TEXT), StandardCharsets.UTF_8);
  }

  /** The whole content; refuses more than {@code most} bytes. */
  public byte[] bytes(int most) {
    try (content) {
      var read = content.readNBytes(most + 1);
      if (read.length > most) {
        throw CliFailure.invalid("%s: is longer than %d bytes".formatted(name, most));
      }
      return read;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
