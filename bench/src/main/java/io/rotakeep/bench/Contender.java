package io.rotakeep.bench;

import io.rotakeep.bench.load.Figures;
import io.rotakeep.bench.load.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** One of those that are measured in turns: all its rounds under load, and all at a fixed rate. */
final class Contender {
  private final List<Figures> closed = new ArrayList<>();
  private final List<Figures> paced = new ArrayList<>();

  void addClosed(Figures round) {
    closed.add(round);
  }

  void addPaced(Figures round) {
    paced.add(round);
  }

  Spread perSecond() {
    return Spread.of(closed, Figures::perSecond);
  }

  /** Under load. */
  Spread each(ToDoubleFunction<Figures> value) {
    return Spread.of(closed, value);
  }

  /** At the fixed rate. */
  Spread paced(ToDoubleFunction<Figures> value) {
    return Spread.of(paced, value);
  }

  /** What the server allocates for a call. */
  double serverBytes() {
    return each(round -> round.each().serverBytes()).median();
  }

  /** How much of the other's rate this one reached, round by round: both met the same noise. */
  Spread ratioTo(Contender other) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < closed.size(); i++) {
      ratios.add(closed.get(i).perSecond() / other.closed.get(i).perSecond());
    }
    return Spread.of(ratios);
  }

  /** The same of processor time: what the other takes for a call, by what this one takes. */
  Spread thriftTo(Contender other) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < closed.size(); i++) {
      ratios.add(micros(other.closed.get(i)) / micros(closed.get(i)));
    }
    return Spread.of(ratios);
  }

  private static double micros(Figures round) {
    return round.each().clientMicros() + round.each().serverMicros();
  }
}
