package io.rotakeep.core.seal;

import io.rotakeep.core.secret.SecretBytes;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A passphrase that counts how often its key was derived instead of taking its time. */
final class CostlySeal implements Seal {
  int derived;

  @Override
  public SealKind kind() {
    return SealKind.PASSPHRASE;
  }

  @Override
  public FreshSeal make(SealWish wish, @Nullable SealParameters present) {
    SecretBytes passphrase = wish.passphrase();
    SealParameters parameters = new SealParameters(SealKind.PASSPHRASE.text(), new byte[0]);
    return new FreshSeal(
        parameters,
        keyEncryptionKey(parameters, passphrase == null ? List.of() : List.of(passphrase)),
        List.of());
  }

  @Override
  public int needed(SealParameters parameters) {
    return 1;
  }

  @Override
  public void check(SealParameters parameters, SecretBytes given, List<SecretBytes> before) {}

  @Override
  public SecretBytes keyEncryptionKey(SealParameters parameters, List<SecretBytes> given) {
    derived++;
    return SecretBytes.owning(given.getFirst().read(bytes -> Arrays.copyOf(bytes, 32)));
  }

  @Override
  public void inForce(SealParameters parameters) {}
}
