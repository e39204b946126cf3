package io.rotakeep.core.caller;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one caller may do with one role, worked out from all policies; immutable. Asking allocates
 * nothing unless a policy ends by itself.
 */
final class Grants {
  private final boolean everywhere;
  private final Set<String> exactly;
  private final List<PathPattern.Below> below;
  private final List<Labelled> labelled;
  private final List<Expiring> expiring;

  private record Expiring(Instant end, Labelled reach) {
    boolean isLive(Instant now) {
      return now.isBefore(end);
    }
  }

  private Grants(
      boolean everywhere,
      Set<String> exactly,
      List<PathPattern.Below> below,
      List<Labelled> labelled,
      List<Expiring> expiring) {
    this.everywhere = everywhere;
    this.exactly = Set.copyOf(exactly);
    this.below = List.copyOf(below);
    this.labelled = List.copyOf(labelled);
    this.expiring = List.copyOf(expiring);
  }

  static Grants of(List<Policy> policies) {
    boolean everywhere = false;
    Set<String> exactly = new HashSet<>();
    List<PathPattern.Below> below = new ArrayList<>();
    List<Labelled> labelled = new ArrayList<>();
    List<Expiring> expiring = new ArrayList<>();
    for (Policy policy : policies) {
      Labelled reach = new Labelled(policy.connectionPatterns(), policy.labels());
      @Nullable Instant end = policy.expires();
      if (end != null) {
        expiring.add(new Expiring(end, reach));
      } else if (reach.needsLabels()) {
        labelled.add(reach);
      } else {
        for (PathPattern pattern : reach.patterns()) {
          switch (pattern) {
            case PathPattern.Everything() -> everywhere = true;
            case PathPattern.Exactly(String path) -> exactly.add(path);
            case PathPattern.Below prefix -> below.add(prefix);
          }
        }
      }
    }
    return new Grants(everywhere, exactly, below, labelled, expiring);
  }

  /** By the id alone: what also asks for labels does not count. */
  boolean permit(String connectionId, InstantSource clock) {
    if (everywhere || exactly.contains(connectionId)) {
      return true;
    }
    for (int i = 0; i < below.size(); i++) {
      if (below.get(i).matches(connectionId)) {
        return true;
      }
    }
    return !expiring.isEmpty() && permitForNow(connectionId, Map.of(), clock.instant());
  }

  boolean permit(String connectionId, Map<String, String> labels, InstantSource clock) {
    if (permit(connectionId, clock)) {
      return true;
    }
    for (int i = 0; i < labelled.size(); i++) {
      if (labelled.get(i).matches(connectionId, labels)) {
        return true;
      }
    }
    return !expiring.isEmpty() && permitForNow(connectionId, labels, clock.instant());
  }

  /** Whether there are connections for which their labels decide. */
  boolean askLabels(InstantSource clock) {
    return !labelled.isEmpty() || (!expiring.isEmpty() && askLabelsForNow(clock.instant()));
  }

  boolean permitEverything(InstantSource clock) {
    return everywhere || (!expiring.isEmpty() && permitEverythingForNow(clock.instant()));
  }

  boolean permitAnything(InstantSource clock) {
    return everywhere
        || !exactly.isEmpty()
        || !below.isEmpty()
        || !labelled.isEmpty()
        || live(clock) > 0;
  }

  /** How many of those that end by themselves have not ended. */
  int live(InstantSource clock) {
    if (expiring.isEmpty()) {
      return 0;
    }
    Instant now = clock.instant();
    return (int) expiring.stream().filter(e -> e.isLive(now)).count();
  }

  private boolean permitForNow(String connectionId, Map<String, String> labels, Instant now) {
    return expiring.stream()
        .anyMatch(e -> e.isLive(now) && e.reach().matches(connectionId, labels));
  }

  private boolean permitEverythingForNow(Instant now) {
    return expiring.stream().anyMatch(e -> e.isLive(now) && e.reach().isEverything());
  }

  private boolean askLabelsForNow(Instant now) {
    return expiring.stream().anyMatch(e -> e.isLive(now) && e.reach().needsLabels());
  }
}
