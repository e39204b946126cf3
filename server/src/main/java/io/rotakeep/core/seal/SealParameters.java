package io.rotakeep.core.seal;

import java.util.Arrays;

/**
 * What a seal needs beside its secret to yield the same key again, a salt for instance. Not secret;
 * the sealed blob carries it and authenticates it.
 */
public final class SealParameters {
  private static final int MAX_VALUES = 8192;

  private final String type;
  private final byte[] values;

  /**
   * @param type the kind of seal, as in the daemon's file: {@code key-file}
   * @param values read by that kind alone; at most 8 KiB
   */
  public SealParameters(String type, byte[] values) {
    if (values.length > MAX_VALUES) {
      throw new IllegalArgumentException("a seal's parameters have at most 8 KiB");
    }
    this.type = type;
    this.values = values.clone();
  }

  public String type() {
    return type;
  }

  public byte[] values() {
    return values.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SealParameters that
        && type.equals(that.type)
        && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + Arrays.hashCode(values);
  }

  @Override
  public String toString() {
    return "SealParameters[" + type + "]";
  }
}
