package io.rotakeep.testkit.doubles;

import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/** Which faults strike next at which endpoint. Thread-safe. */
public final class Faults {
  private final Map<Endpoint, Queue<Planned>> once = new EnumMap<>(Endpoint.class);
  private final Queue<Fault> atTheDoor = new ArrayDeque<>();
  private final Map<Endpoint, Planned> always = new EnumMap<>(Endpoint.class);

  Faults() {}

  record Planned(Fault fault, Fault.Moment moment) {}

  /** Strikes one request; faults for one endpoint queue up in order. */
  public void once(Endpoint endpoint, Fault fault) {
    once(endpoint, fault, fault.usualMoment());
  }

  public synchronized void once(Endpoint endpoint, Fault fault, Fault.Moment moment) {
    once.computeIfAbsent(endpoint, _ -> new ArrayDeque<>()).add(new Planned(fault, moment));
  }

  /** Strikes every request from now on that no single fault is meant for. */
  public void always(Endpoint endpoint, Fault fault) {
    always(endpoint, fault, fault.usualMoment());
  }

  public synchronized void always(Endpoint endpoint, Fault fault, Fault.Moment moment) {
    always.put(endpoint, new Planned(fault, moment));
  }

  /**
   * Strikes the next connection before a byte of it is read, whatever it would ask for; silence, a
   * reset or a hangup.
   */
  public synchronized void beforeReading(Fault fault) {
    atTheDoor.add(fault);
  }

  public synchronized void clear() {
    atTheDoor.clear();
    once.clear();
    always.clear();
  }

  synchronized Optional<Fault> takeAtTheDoor() {
    return Optional.ofNullable(atTheDoor.poll());
  }

  synchronized Optional<Planned> take(Endpoint endpoint) {
    Queue<Planned> queue = once.get(endpoint);
    Planned next = queue == null ? null : queue.poll();
    return Optional.ofNullable(next == null ? always.get(endpoint) : next);
  }
}
