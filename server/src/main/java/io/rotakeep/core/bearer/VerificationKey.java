package io.rotakeep.core.bearer;

import java.security.PublicKey;
import java.util.Set;

/**
 * A public key that an issuer publishes.
 *
 * @param id its {@code kid}
 * @param algorithms for which it is of the right type, and which its own {@code alg} permits; a
 *     token that names another one is not tried with it
 */
public record VerificationKey(String id, Set<SignatureAlgorithm> algorithms, PublicKey key) {
  public VerificationKey {
    algorithms = Set.copyOf(algorithms);
  }
}
