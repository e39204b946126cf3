package io.rotakeep.core.seal;

import io.rotakeep.core.crypto.KeyWrap;
import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a daemon's sealed keys hold, in plain, so that a test can look for it where it must not be.
 */
public final class RawKeys {
  private static final int KEY = 32;
  private static final int HEAD = 1 + 4 + 4;

  private RawKeys() {}

  /** Each key by what it is. */
  public static Map<String, byte[]> in(SealStore store, Seal seal) throws IOException {
    SealedKeys keys = SealedKeys.decode(store.load().orElseThrow());
    KeyWrap wrap = new KeyWrap(new SecureRandom());
    Map<String, byte[]> found = new LinkedHashMap<>();
    try (SecretBytes kek = seal.keyEncryptionKey(keys.parameters(), List.of());
        SecretBytes root = wrap.unwrap(kek, keys.wrapped().rootKey(), "root key", keys.header());
        SecretBytes keyring =
            wrap.unwrap(root, keys.wrapped().keyring(), "keyring", keys.header())) {
      found.put("KEK", kek.toByteArray());
      found.put("root key", root.toByteArray());
      List<byte[]> ring = keysOf(keyring.toByteArray());
      for (int i = 0; i < ring.size(); i++) {
        found.put("key " + (i + 1) + " of the keyring", ring.get(i));
      }
    }
    return found;
  }

  /** Data keys follow their terms; the last four have none. */
  private static List<byte[]> keysOf(byte[] encoded) {
    List<byte[]> keys = new ArrayList<>();
    int at = HEAD;
    int others = encoded.length - 4 * KEY;
    while (at < others) {
      keys.add(Arrays.copyOfRange(encoded, at + 4, at + 4 + KEY));
      at += 4 + KEY;
    }
    for (at = others; at < encoded.length; at += KEY) {
      keys.add(Arrays.copyOfRange(encoded, at, at + KEY));
    }
    return keys;
  }
}
