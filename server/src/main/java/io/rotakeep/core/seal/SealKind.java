package io.rotakeep.core.seal;

import java.util.Optional;

/** The ways in which the root key can be kept; the words are those of the daemon's file. */
public enum SealKind {
  /** A key in a file; needs nobody. */
  KEY_FILE("key-file"),
  /** A key derived from a passphrase that one person knows. */
  PASSPHRASE("passphrase"),
  /** A key cut into shares, some of which restore it. */
  SHAMIR("shamir"),
  /** A key that never leaves a hardware module. */
  PKCS11("pkcs11");

  private final String text;

  SealKind(String text) {
    this.text = text;
  }

  /** As settings and the sealed blob write it. */
  public String text() {
    return text;
  }

  public static Optional<SealKind> parse(String text) {
    for (SealKind kind : values()) {
      if (kind.text.equals(text)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
