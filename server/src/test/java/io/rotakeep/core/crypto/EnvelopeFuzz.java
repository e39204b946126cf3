package io.rotakeep.core.crypto;

import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.testkit.fuzz.Patches;
import io.rotakeep.testkit.fuzz.Trial;
import java.util.Arrays;

/**
 * Whatever lies in a store in place of an envelope is opened only if it is the one we put there.
 */
public final class EnvelopeFuzz {
  private static final EnvelopeCipher CIPHER = Keyrings.cipher(Keyrings.fresh());
  private static final byte[] WHOLE =
      CIPHER.encrypt(SecretBytes.copyOfAscii(Trial.CANARY), Keyrings.PLACE);

  private EnvelopeFuzz() {}

  /** The first byte says whether the others are an envelope or damage to one. */
  public static void fuzzerTestOneInput(byte[] input) {
    Trial.of(input, EnvelopeFuzz::open);
  }

  private static void open(byte[] input) {
    byte[] rest = input.length == 0 ? input : Arrays.copyOfRange(input, 1, input.length);
    byte[] envelope = input.length > 0 && input[0] % 2 == 0 ? Patches.on(WHOLE, rest) : rest;
    var _ = new Envelope(envelope).term();
    try (SecretBytes opened = CIPHER.decrypt(envelope, Keyrings.PLACE)) {
      if (!Arrays.equals(envelope, WHOLE)) {
        throw new AssertionError("another envelope was opened: " + opened.length() + " bytes");
      }
    } catch (IntegrityException | UnknownKeyTermException e) {
      Trial.check(String.valueOf(e.getMessage()));
    }
  }
}
