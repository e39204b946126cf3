package io.rotakeep.core.crypto;

import io.rotakeep.core.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The keys of an audit trail, each from the one above it by HKDF-Expand (RFC 5869), and none of
 * them leading back:
 *
 * <pre>
 * audit key of the keyring → key of a run → key of its first segment → key of each chain in it
 *                                    ↓            and the key of its heads
 *                            key of the run's next segment …
 * </pre>
 *
 * <p>So the key of one segment can be given to who is to verify it, without those of others, and
 * without the one that says which head is the newest. Thread-safe.
 */
public final class AuditKeys {
  private final Supplier<Keyring> keyring;
  private final UUID storeId;

  /** {@code keyring} is asked at every call and may refuse, for instance while sealed. */
  public AuditKeys(Supplier<Keyring> keyring, UUID storeId) {
    this.keyring = keyring;
    this.storeId = storeId;
  }

  public UUID storeId() {
    return storeId;
  }

  /** Where the keys of one run of one device begin; the caller closes it. */
  public SecretBytes ofRun(String run) {
    byte[] place =
        new LengthPrefixed()
            .add("rotakeep/audit/1")
            .add(storeId)
            .add(run)
            .add(new byte[] {1})
            .toByteArray();
    return SecretBytes.owning(Hmac.sha256(keyring.get().auditKey(), place));
  }

  /** The key of the segment that {@code run} stands at; the caller closes it. */
  public static SecretBytes ofSegment(SecretBytes run) {
    return expand(run, "segment");
  }

  /**
   * Authenticates what is remembered of the heads of the segment that {@code run} stands at, from
   * its first control line on.
   */
  public static EvolvingMac ofHeads(SecretBytes run) {
    try (SecretBytes first = expand(run, "heads")) {
      return new EvolvingMac(first);
    }
  }

  /** Where the keys of the run go on after that segment; the caller closes both. */
  public static SecretBytes afterSegment(SecretBytes run) {
    return expand(run, "after");
  }

  /** Authenticates the lines of one chain of a segment, from its first on. */
  public static EvolvingMac ofChain(SecretBytes segment, String chain) {
    try (SecretBytes first = expand(segment, "chain " + chain)) {
      return new EvolvingMac(first);
    }
  }

  private static SecretBytes expand(SecretBytes key, String label) {
    byte[] info = (label + '\u0001').getBytes(StandardCharsets.US_ASCII);
    return SecretBytes.owning(Hmac.sha256(key, info));
  }
}
