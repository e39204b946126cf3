package io.rotakeep.core.seal;

import io.rotakeep.core.crypto.IntegrityException;
import io.rotakeep.testkit.fuzz.Patches;
import io.rotakeep.testkit.fuzz.Trial;
import java.util.Arrays;
import java.util.UUID;

/** Whatever lies in the place of the sealed keys is such a blob to the byte, or damage. */
public final class SealedKeysFuzz {
  private static final byte[] WHOLE =
      new SealedKeys(
              UUID.fromString("11111111-2222-3333-4444-555555555555"),
              new SealParameters("key-file", new byte[16]),
              new SealedKeys.Wrapped(new byte[60], new byte[200]))
          .encode();

  private SealedKeysFuzz() {}

  /** The first byte says whether the others are a blob or damage to one. */
  public static void fuzzerTestOneInput(byte[] input) {
    Trial.of(input, SealedKeysFuzz::decode);
  }

  private static void decode(byte[] input) {
    byte[] rest = input.length == 0 ? input : Arrays.copyOfRange(input, 1, input.length);
    byte[] blob = input.length > 0 && input[0] % 2 == 0 ? Patches.on(WHOLE, rest) : rest;
    try {
      SealedKeys keys = SealedKeys.decode(blob);
      if (!Arrays.equals(keys.encode(), blob)) {
        throw new AssertionError("it says more than was read of it");
      }
    } catch (IntegrityException e) {
      Trial.check(String.valueOf(e.getMessage()));
    }
  }
}
