package io.rotakeep.simulation;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How often what happened, over all seeds of a run. Thread-safe. */
final class Tally {
  private final Map<Happening, LongAdder> counts = new EnumMap<>(Happening.class);

  Tally() {
    for (Happening happening : Happening.values()) {
      counts.put(happening, new LongAdder());
    }
  }

  void count(Happening happening) {
    adder(happening).increment();
  }

  long of(Happening happening) {
    return adder(happening).sum();
  }

  private LongAdder adder(Happening happening) {
    LongAdder adder = counts.get(happening);
    if (adder == null) {
      throw new IllegalArgumentException("unknown: " + happening);
    }
    return adder;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    counts.forEach(
        (happening, adder) -> {
          String name = happening.name().toLowerCase(Locale.ROOT).replace('_', ' ');
          text.append(String.format(Locale.ROOT, "%14d  %s%n", adder.sum(), name));
        });
    return text.toString();
  }
}
