package io.rotakeep.core.bearer;

import java.util.List;

/** Where an issuer's keys are had from. */
public interface KeySource {
  /**
   * May block, for some seconds at the most.
   *
   * @return at least one
   * @throws KeysUnavailableException saying why there are none
   */
  List<VerificationKey> fetch() throws KeysUnavailableException;
}
