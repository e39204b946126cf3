package io.rotakeep.core.caller;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one caller may do with one role, worked out from all policies; immutable. */
final class Grants {
  private final boolean everywhere;
  private final Set<String> exactly;
  private final List<PathPattern.Below> below;
  private final List<Expiring> expiring;

  private record Expiring(Instant end, List<PathPattern> patterns) {}

  private Grants(
      boolean everywhere,
      Set<String> exactly,
      List<PathPattern.Below> below,
      List<Expiring> expiring) {
    this.everywhere = everywhere;
    this.exactly = Set.copyOf(exactly);
    this.below = List.copyOf(below);
    this.expiring = List.copyOf(expiring);
  }

  static Grants of(List<Policy> policies) {
    boolean everywhere = false;
    Set<String> exactly = new HashSet<>();
    List<PathPattern.Below> below = new ArrayList<>();
    List<Expiring> expiring = new ArrayList<>();
    for (Policy policy : policies) {
      @Nullable Instant end = policy.expires();
      if (end != null) {
        expiring.add(new Expiring(end, policy.connectionPatterns()));
        continue;
      }
      for (PathPattern pattern : policy.connectionPatterns()) {
        switch (pattern) {
          case PathPattern.Everything() -> everywhere = true;
          case PathPattern.Exactly(String path) -> exactly.add(path);
          case PathPattern.Below prefix -> below.add(prefix);
        }
      }
    }
    return new Grants(everywhere, exactly, below, expiring);
  }

  boolean permit(String connectionId, InstantSource clock) {
    if (everywhere || exactly.contains(connectionId)) {
      return true;
    }
    for (int i = 0; i < below.size(); i++) {
      if (below.get(i).matches(connectionId)) {
        return true;
      }
    }
    return !expiring.isEmpty() && permitForNow(connectionId, clock.instant());
  }

  boolean permitEverything(InstantSource clock) {
    return everywhere
        || live(clock).anyMatch(e -> e.patterns().contains(new PathPattern.Everything()));
  }

  boolean permitAnything(InstantSource clock) {
    return everywhere
        || !exactly.isEmpty()
        || !below.isEmpty()
        || live(clock).findAny().isPresent();
  }

  private boolean permitForNow(String connectionId, Instant now) {
    return expiring.stream()
        .filter(e -> now.isBefore(e.end()))
        .flatMap(e -> e.patterns().stream())
        .anyMatch(pattern -> pattern.matches(connectionId));
  }

  private Stream<Expiring> live(InstantSource clock) {
    Instant now = clock.instant();
    return expiring.stream().filter(e -> now.isBefore(e.end()));
  }
}
