package io.rotakeep.core.seal;

import io.rotakeep.core.secret.SecretBytes;
import java.util.List;

/** A seal just made: its parameters, its key, and what people must keep of it. Wiped by closing. */
public final class FreshSeal implements AutoCloseable {
  private final SealParameters parameters;
  private final SecretBytes key;
  private final List<SecretBytes> shares;

  /**
   * @param shares for people to keep, shown once; none for most seals
   */
  public FreshSeal(SealParameters parameters, SecretBytes key, List<SecretBytes> shares) {
    this.parameters = parameters;
    this.key = key;
    this.shares = List.copyOf(shares);
  }

  public SealParameters parameters() {
    return parameters;
  }

  /** The key encryption key; 32 bytes, closed with this. */
  public SecretBytes key() {
    return key;
  }

  /** Closed with this. */
  public List<SecretBytes> shares() {
    return shares;
  }

  @Override
  public void close() {
    key.close();
    shares.forEach(SecretBytes::close);
  }
}
