package io.rotakeep.core.crypto;

import io.rotakeep.core.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * Keyed digests: alike on every node with this keyring, meaningless without it. Thread-safe.
 *
 * <p>Each use has a label of its own in front, so that a digest made for one never passes for
 * another.
 */
public final class Fingerprinter {
  private static final int HANDLE = 16;

  private final Supplier<Keyring> keyring;

  /** {@code keyring} is asked at every call and may refuse, for instance while sealed. */
  public Fingerprinter(Supplier<Keyring> keyring) {
    this.keyring = keyring;
  }

  /** Tells one refresh token from another, among those of one client at one issuer. */
  public Fingerprint ofRefreshToken(String issuer, String clientId, SecretBytes token) {
    LengthPrefixed place = new LengthPrefixed().add("refresh token").add(issuer).add(clientId);
    return Fingerprint.of(digest(keyring.get().fingerprintKey(), place, token));
  }

  /** The {@code token_id} that callers and audit see in place of an access token. */
  public String accessTokenHandle(SecretBytes token) {
    LengthPrefixed place = new LengthPrefixed().add("access token");
    byte[] digest = digest(keyring.get().fingerprintKey(), place, token);
    return "at:" + HexFormat.of().formatHex(digest, 0, HANDLE);
  }

  /** Authenticates data that leaves us and comes back, or lies in a row unencrypted; 32 bytes. */
  public byte[] mac(String purpose, byte[] data) {
    byte[] message = new LengthPrefixed().add("mac").add(purpose).add(data).toByteArray();
    return Hmac.sha256(keyring.get().authenticationKey(), message);
  }

  /** Whether {@code mac} is what {@link #mac} gives, in time that does not depend on where not. */
  public boolean verifies(String purpose, byte[] data, byte[] mac) {
    return MessageDigest.isEqual(mac(purpose, data), mac);
  }

  private static byte[] digest(SecretBytes key, LengthPrefixed place, SecretBytes token) {
    byte[] prefix = place.toByteArray();
    ByteBuffer message = ByteBuffer.allocate(prefix.length + Integer.BYTES + token.length());
    message.put(prefix).putInt(token.length());
    token.writeTo(message);
    try {
      return Hmac.sha256(key, message.array());
    } finally {
      Arrays.fill(message.array(), (byte) 0);
    }
  }
}
