package io.rotakeep.adapter.yaml;

import io.rotakeep.adapter.yaml.DaemonSettings.SocketFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Reads the key {@code listen.unix}: the socket for processes on the same machine. */
final class SocketSection {
  /** One byte less than the kernel takes: what the JDK does, and so clients in Java. */
  private static final int LONGEST_PATH = 106;

  private static final int OCTAL = 8;

  private static final Key.Required<Path> PATH =
      Key.required(
          "path",
          Kind.PATH.then(SocketSection::path),
          "/run/rotakeep/rotakeep.sock",
          "The socket's file, 106 bytes at the most. It appears when the daemon is ready and goes"
              + " when it stops.");

  private static final Key.Defaulted<Integer> MODE =
      Key.defaulted(
          "mode",
          Kind.matching(
                  "0?[67][0-7][0-7]",
                  "must be octal permissions in quotes that let the owner in, such as \"0660\"")
              .map(digits -> Integer.parseInt(digits, OCTAL)),
          "\"0660\"",
          "Who may connect at all, as the file's permissions, in quotes. What they may do there is"
              + " for policies to say.");

  static final Keys KEYS = Keys.of(PATH, MODE);

  private SocketSection() {}

  static SocketFile read(Section section) {
    return new SocketFile(section.get(PATH), section.get(MODE));
  }

  private static Path path(Setting setting) {
    Path path = setting.path();
    int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST_PATH) {
      throw setting.refused(
          "is %d bytes long; a socket has at most %d; put it in a directory nearer to /"
              .formatted(length, LONGEST_PATH));
    }
    return path;
  }
}
