package io.rotakeep.adapter.yaml;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the key {@code audit}: where is recorded who got which token. */
final class AuditSection {
  private static final Key.Required<String> TYPE =
      Key.required(
          "type",
          Kind.word(List.of("file"), "syslog"),
          "file",
          "file: one JSON object a line, each bound to the one before.");

  private static final Key.Required<Path> PATH =
      Key.required(
          "path",
          Kind.PATH,
          "/var/log/rotakeep/audit.jsonl",
          "The file, which the daemon makes and only appends to.");

  static final Keys KEYS = Keys.of(TYPE, PATH);

  private AuditSection() {}

  static List<Path> read(Setting audit) {
    List<Path> files = new ArrayList<>();
    for (Setting item : audit.items()) {
      Section section = item.section(KEYS);
      String _ = section.get(TYPE);
      Path path = section.get(PATH);
      if (files.contains(path)) {
        throw section.refused(PATH, "is the file of another audit device; give each its own");
      }
      files.add(path);
    }
    return files;
  }
}
