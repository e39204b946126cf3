package io.rotakeep.cli.operator;

import com.google.protobuf.ByteString;
import io.rotakeep.core.seal.SealKind;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.v1.SealType;
import java.util.Base64;

/** Shares and kinds of seals as the API and people have them. */
final class ShareText {
  private ShareText() {}

  /** Base64; 64 characters. */
  static String of(SecretBytes share) {
    return of(bytes(share));
  }

  static String of(ByteString share) {
    return Base64.getEncoder().encodeToString(share.toByteArray());
  }

  static ByteString bytes(SecretBytes share) {
    return share.read(ByteString::copyFrom);
  }

  static SealType type(SealKind kind) {
    return switch (kind) {
      case KEY_FILE -> SealType.SEAL_TYPE_KEY_FILE;
      case PASSPHRASE -> SealType.SEAL_TYPE_PASSPHRASE;
      case SHAMIR -> SealType.SEAL_TYPE_SHAMIR;
      case PKCS11 -> SealType.SEAL_TYPE_PKCS11;
    };
  }

  /** How the settings write it, such as {@code key-file}. */
  static String word(SealType type) {
    return switch (type) {
      case SEAL_TYPE_KEY_FILE -> SealKind.KEY_FILE.text();
      case SEAL_TYPE_PASSPHRASE -> SealKind.PASSPHRASE.text();
      case SEAL_TYPE_SHAMIR -> SealKind.SHAMIR.text();
      case SEAL_TYPE_PKCS11 -> SealKind.PKCS11.text();
      case SEAL_TYPE_UNSPECIFIED, UNRECOGNIZED -> "";
    };
  }
}
