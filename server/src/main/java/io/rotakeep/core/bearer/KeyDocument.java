package io.rotakeep.core.bearer;

/** Where an issuer's keys are written (RFC 7517 section 5: a JWK set). */
public interface KeyDocument {
  int LONGEST = 256 * 1024;

  /**
   * May block, for some seconds at the most.
   *
   * @return at most {@link #LONGEST} bytes
   * @throws KeysUnavailableException saying why it cannot be had
   */
  byte[] read() throws KeysUnavailableException;
}
