package io.rotakeep.adapter.yaml;

import io.rotakeep.core.seal.SealKind;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What protects the keys at rest.
 *
 * @param kind how new keys are sealed; those that exist say themselves how they are
 * @param keyFile the key of the {@code key-file} seal; null if there is none
 * @param module for the {@code pkcs11} seal; null if there is none
 */
public record SealSettings(SealKind kind, @Nullable Path keyFile, @Nullable Module module) {

  /**
   * A hardware module.
   *
   * @param library of PKCS #11
   * @param slotIndex which of its slots, from 0
   * @param label of the key in the token
   * @param pin where it is; null if a person gives it
   */
  public record Module(Path library, int slotIndex, String label, @Nullable SecretPlace pin) {}
}
