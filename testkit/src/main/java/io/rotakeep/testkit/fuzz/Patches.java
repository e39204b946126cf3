package io.rotakeep.testkit.fuzz;

import java.nio.ByteBuffer;

/**
 * Damage to something whole, for formats that no fuzzer gets into from outside: each six bytes of
 * an input are a place and what four bytes become there.
 */
public final class Patches {
  private static final int SIZE = 6;

  private Patches() {}

  public static byte[] on(byte[] whole, byte[] input) {
    byte[] damaged = whole.clone();
    for (int at = 0; at + SIZE <= input.length; at += SIZE) {
      int place = Short.toUnsignedInt(ByteBuffer.wrap(input).getShort(at));
      for (int i = 0; i < Integer.BYTES && place + i < damaged.length; i++) {
        damaged[place + i] = input[at + Short.BYTES + i];
      }
    }
    return damaged;
  }
}
