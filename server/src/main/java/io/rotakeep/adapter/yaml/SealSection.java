package io.rotakeep.adapter.yaml;

import io.rotakeep.core.seal.SealKind;
import java.nio.file.Path;
import java.util.List;

/** Reads the key {@code seal}: what protects the keys at rest. */
final class SealSection {
  private static final Key.Required<String> TYPE =
      Key.required(
          "type",
          Kind.word(List.of("key-file", "passphrase", "shamir"), "pkcs11"),
          "key-file",
          "key-file: whoever reads the file at path and data_dir reads every token. passphrase,"
              + " shamir: people unseal the daemon after each start.");

  private static final Key.Omissible<Path> PATH =
      Key.omissible(
          "path",
          Kind.PATH,
          "/etc/rotakeep/seal.key",
          "The key file, on another disk than data_dir and out of its backup. For key-file, and to"
              + " rekey from or to it.");

  static final Keys KEYS = Keys.of(TYPE, PATH);

  private SealSection() {}

  static SealSettings read(Section section) {
    SealKind kind = SealKind.parse(section.get(TYPE)).orElseThrow();
    Path keyFile = section.find(PATH).orElse(null);
    if (kind == SealKind.KEY_FILE && keyFile == null) {
      throw section.refused(TYPE, "key-file needs the file: write path: /etc/rotakeep/seal.key");
    }
    return new SealSettings(kind, keyFile);
  }
}
