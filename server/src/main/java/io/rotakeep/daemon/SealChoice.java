package io.rotakeep.daemon;

import io.rotakeep.adapter.bouncycastle.PassphraseSeal;
import io.rotakeep.adapter.bouncycastle.ShamirSeal;
import io.rotakeep.adapter.file.KeyFileSeal;
import io.rotakeep.adapter.pkcs11.Pkcs11Seal;
import io.rotakeep.adapter.pkcs11.Token;
import io.rotakeep.adapter.yaml.SealSettings;
import io.rotakeep.adapter.yaml.SecretPlace;
import io.rotakeep.core.seal.KeyBarrier;
import io.rotakeep.core.seal.Seal;
import io.rotakeep.core.seal.SealKind;
import io.rotakeep.core.seal.SealState;
import io.rotakeep.core.seal.Seals;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** The seals that the daemon's file has the settings for; those of people need none. */
final class SealChoice {
  private static final System.Logger LOG = System.getLogger(SealChoice.class.getName());

  private SealChoice() {}

  static Seals of(SealSettings settings, SecureRandom random) {
    List<Seal> seals = new ArrayList<>();
    seals.add(new PassphraseSeal(random));
    seals.add(new ShamirSeal(random));
    Path keyFile = settings.keyFile();
    if (keyFile != null) {
      seals.add(new KeyFileSeal(keyFile, random, System.getenv()));
    }
    SealSettings.Module module = settings.module();
    if (module != null) {
      SecretPlace pin = module.pin();
      seals.add(
          new Pkcs11Seal(
              new Token(module.library(), module.slotIndex()),
              module.label(),
              pin == null ? null : () -> pin.read(System.getenv()),
              random));
    }
    return new Seals(seals);
  }

  /**
   * The sealed keys say how they are sealed; the file may name another kind until they are rekeyed.
   *
   * @throws io.rotakeep.core.seal.UnsealFailedException if the settings of their seal are missing
   */
  static void check(SealSettings settings, KeyBarrier barrier) {
    if (barrier.state() instanceof SealState.Uninitialized) {
      return;
    }
    SealKind present = barrier.present().kind();
    if (present != settings.kind()) {
      LOG.log(
          System.Logger.Level.WARNING,
          "seal.type is {0}, but the keys are sealed by {1}: rekey them, or change the file",
          settings.kind().text(),
          present.text());
    }
  }
}
