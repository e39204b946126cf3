package io.rotakeep.core.bearer;

/** A token that could be read. Of its bytes it holds what a signature is checked over. */
public final class PresentedToken {
  private final SignatureAlgorithm algorithm;
  private final String keyId;
  private final Claims claims;
  private final byte[] signed;
  private final byte[] signature;

  /**
   * @param signed header and payload as they came, with the dot between them (RFC 7515 section 5.2)
   */
  public PresentedToken(
      SignatureAlgorithm algorithm, String keyId, Claims claims, byte[] signed, byte[] signature) {
    this.algorithm = algorithm;
    this.keyId = keyId;
    this.claims = claims;
    this.signed = signed;
    this.signature = signature;
  }

  public Claims claims() {
    return claims;
  }

  public SignatureAlgorithm algorithm() {
    return algorithm;
  }

  public String keyId() {
    return keyId;
  }

  boolean names(VerificationKey key) {
    return key.id().equals(keyId) && key.algorithms().contains(algorithm);
  }

  boolean isSignedBy(VerificationKey key) {
    return algorithm.verifies(key.key(), signed, signature);
  }

  @Override
  public String toString() {
    return "a token of " + claims.issuer();
  }
}
