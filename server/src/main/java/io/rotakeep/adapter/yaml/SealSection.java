package io.rotakeep.adapter.yaml;

import io.rotakeep.adapter.yaml.DaemonSettings.SealFile;
import java.nio.file.Path;
import java.util.List;

/** Reads the key {@code seal}: what protects the keys at rest. */
final class SealSection {
  private static final Key.Required<String> TYPE =
      Key.required(
          "type",
          Kind.word(List.of("key-file"), "passphrase", "shamir", "pkcs11"),
          "key-file",
          "key-file: whoever reads the file at path and data_dir reads every token.");

  private static final Key.Required<Path> PATH =
      Key.required(
          "path",
          Kind.PATH,
          "/etc/rotakeep/seal.key",
          "The key file, on another disk than data_dir and out of its backup.");

  static final Keys KEYS = Keys.of(TYPE, PATH);

  private SealSection() {}

  static SealFile read(Section section) {
    String _ = section.get(TYPE);
    return new SealFile(section.get(PATH));
  }
}
