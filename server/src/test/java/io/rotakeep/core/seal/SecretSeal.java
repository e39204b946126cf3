package io.rotakeep.core.seal;

import io.rotakeep.core.secret.SecretBytes;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A seal whose key is one byte, 32 times. */
final class SecretSeal implements Seal {
  private final byte secret;
  @Nullable SecretBytes lent;

  SecretSeal(byte secret) {
    this.secret = secret;
  }

  @Override
  public SealKind kind() {
    return SealKind.KEY_FILE;
  }

  @Override
  public FreshSeal make(SealWish wish, @Nullable SealParameters present) {
    SealParameters parameters =
        new SealParameters(SealKind.KEY_FILE.text(), new byte[] {9, 9, 9, 9});
    return new FreshSeal(parameters, keyEncryptionKey(parameters, List.of()), List.of());
  }

  @Override
  public int needed(SealParameters parameters) {
    return 0;
  }

  @Override
  public void check(SealParameters parameters, SecretBytes given, List<SecretBytes> before) {}

  @Override
  public SecretBytes keyEncryptionKey(SealParameters parameters, List<SecretBytes> given) {
    byte[] key = new byte[32];
    Arrays.fill(key, secret);
    lent = SecretBytes.owning(key);
    return lent;
  }

  @Override
  public void inForce(SealParameters parameters) {}
}
