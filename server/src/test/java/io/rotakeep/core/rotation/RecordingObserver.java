package io.rotakeep.core.rotation;

import io.rotakeep.core.incident.IncidentKind;
import io.rotakeep.core.provider.ProviderName;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A {@link RotationObserver} that remembers the words it is told. */
public final class RecordingObserver implements RotationObserver {
  private final List<String> outcomes = new CopyOnWriteArrayList<>();
  private final List<String> rejections = new CopyOnWriteArrayList<>();
  private final List<IncidentKind> incidents = new CopyOnWriteArrayList<>();

  /** There are as many as flights, which is too many to copy for each. */
  private final Queue<Duration> waits = new ConcurrentLinkedQueue<>();

  public List<String> outcomes() {
    return List.copyOf(outcomes);
  }

  public List<String> rejections() {
    return List.copyOf(rejections);
  }

  /** The incidents that were opened, in order. */
  public List<IncidentKind> incidents() {
    return List.copyOf(incidents);
  }

  /** One for each flight: how long it waited for its connection's lock. */
  public List<Duration> waits() {
    return List.copyOf(waits);
  }

  void opened(IncidentKind kind) {
    incidents.add(kind);
  }

  @Override
  public void finished(ProviderName provider, String outcome, Duration elapsed) {
    outcomes.add(outcome);
  }

  @Override
  public void rejected(ProviderName provider, String classification) {
    rejections.add(classification);
  }

  @Override
  public void serialized(Duration waited) {
    waits.add(waited);
  }
}
