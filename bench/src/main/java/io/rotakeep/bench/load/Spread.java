package io.rotakeep.bench.load;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Several measurements of one thing: the middle one, and how far they lie apart. */
public record Spread(double median, double low, double high) {

  /** Of at least one. */
  public static Spread of(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    double median =
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    return new Spread(median, sorted.getFirst(), sorted.getLast());
  }

  public static <T> Spread of(List<T> rounds, ToDoubleFunction<T> value) {
    return of(rounds.stream().map(value::applyAsDouble).toList());
  }
}
