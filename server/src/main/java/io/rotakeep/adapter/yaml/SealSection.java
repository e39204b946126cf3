package io.rotakeep.adapter.yaml;

import io.rotakeep.adapter.yaml.SealSettings.Module;
import io.rotakeep.core.seal.SealKind;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the key {@code seal}: what protects the keys at rest. */
final class SealSection {
  private static final Key.Required<String> TYPE =
      Key.required(
          "type",
          Kind.word(List.of("key-file", "passphrase", "shamir", "pkcs11")),
          "key-file",
          "key-file: whoever reads the file at path and data_dir reads every token. passphrase,"
              + " shamir: people unseal the daemon after each start. pkcs11: a token does.");

  private static final Key.Omissible<Path> PATH =
      Key.omissible(
          "path",
          Kind.PATH,
          "/etc/rotakeep/seal.key",
          "The key file, on another disk than data_dir and out of its backup. For key-file, and to"
              + " rekey from or to it.");

  private static final Key.Omissible<Path> LIBRARY =
      Key.omissible(
          "library",
          Kind.PATH,
          "/usr/lib/softhsm/libsofthsm2.so",
          "The module's PKCS #11 library. For pkcs11, and to rekey from or to it.");

  private static final Key.Defaulted<Integer> SLOT =
      Key.defaulted("slot_index", Kind.whole(0), "0", "Which of the library's slots, from 0.");

  private static final Key.Defaulted<String> LABEL =
      Key.defaulted(
          "key_label",
          Kind.matching("[A-Za-z0-9._-]{1,64}", "must be 1 to 64 characters of A-Z a-z 0-9 . _ -"),
          "rotakeep",
          "The key's label in the token; it is made there by operator init or rekey if it is not"
              + " there.");

  private static final Key.Omissible<SecretPlace> PIN =
      Key.omissible(
          "pin",
          SecretPlace.kind(),
          "{file: /run/secrets/token-pin}",
          "Where the token's PIN is; with it the daemon unseals itself. Without it a person gives"
              + " it after each start.");

  static final Keys KEYS = Keys.of(TYPE, PATH, LIBRARY, SLOT, LABEL, PIN);

  private SealSection() {}

  static SealSettings read(Section section) {
    SealKind kind = SealKind.parse(section.get(TYPE)).orElseThrow();
    Path keyFile = section.find(PATH).orElse(null);
    Module module = module(section);
    if (kind == SealKind.KEY_FILE && keyFile == null) {
      throw section.refused(TYPE, "key-file needs the file: write path: /etc/rotakeep/seal.key");
    }
    if (kind == SealKind.PKCS11 && module == null) {
      throw section.refused(
          TYPE, "pkcs11 needs the module: write library: /usr/lib/softhsm/libsofthsm2.so");
    }
    return new SealSettings(kind, keyFile, module);
  }

  private static @Nullable Module module(Section section) {
    int slot = section.get(SLOT);
    if (slot < 0) {
      throw section.refused(SLOT, "must be 0 or more");
    }
    String label = section.get(LABEL);
    SecretPlace pin = section.find(PIN).orElse(null);
    return section.find(LIBRARY).map(library -> new Module(library, slot, label, pin)).orElse(null);
  }
}
