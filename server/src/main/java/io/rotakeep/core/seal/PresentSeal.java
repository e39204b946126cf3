package io.rotakeep.core.seal;

import io.rotakeep.core.secret.SecretBytes;
import java.util.List;

/** A seal, with the parameters under which it holds the keys now. */
public record PresentSeal(Seal seal, SealParameters parameters) {
  public SealKind kind() {
    return seal.kind();
  }

  /** How many contributions open it; 0 if it needs nobody. */
  public int needed() {
    return seal.needed(parameters);
  }

  /**
   * @throws ContributionRefusedException if it can be none
   */
  void check(SecretBytes contribution, List<SecretBytes> before) {
    seal.check(parameters, contribution, before);
  }
}
