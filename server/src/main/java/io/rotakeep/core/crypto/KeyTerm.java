package io.rotakeep.core.crypto;

/** Which data root key: terms count up from 1, one per key rotation. */
public record KeyTerm(int number) implements Comparable<KeyTerm> {
  public KeyTerm {
    if (number < 1) {
      throw new IllegalArgumentException("a key term counts from 1, not " + number);
    }
  }

  public KeyTerm next() {
    return new KeyTerm(Math.addExact(number, 1));
  }

  @Override
  public int compareTo(KeyTerm other) {
    return Integer.compare(number, other.number);
  }
}
