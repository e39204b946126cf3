package io.rotakeep.core.connection;

/** A refresh token's place in its connection's lineage: one more with each adopted token. */
public record Generation(long number) implements Comparable<Generation> {
  public static final Generation NONE = new Generation(0);

  public Generation {
    if (number < 0) {
      throw new IllegalArgumentException("a generation is never negative");
    }
  }

  public Generation next() {
    return new Generation(number + 1);
  }

  public boolean isAfter(Generation other) {
    return number > other.number;
  }

  @Override
  public int compareTo(Generation other) {
    return Long.compare(number, other.number);
  }

  @Override
  public String toString() {
    return Long.toString(number);
  }
}
