package io.rotakeep.core.caller;

import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Answers whether a caller may do something; what no policy grants is refused.
 *
 * <p>Thread-safe and without a lock. The policies of a caller are worked out at their first
 * question and kept; a changed file is a new instance.
 */
public final class Policies {
  /** Beyond it the memory starts afresh: identities cost a certificate, but not a large one. */
  private static final int MAX_CALLERS = 10_000;

  /** More policies that end by themselves than one caller can have. */
  private static final int MOST_EXPIRING = 1 << 20;

  private final List<Policy> policies;
  private final Set<String> guarded;
  private final long number;
  private final InstantSource clock;
  private final ConcurrentHashMap<Caller, Map<Role, Grants>> known = new ConcurrentHashMap<>();

  public Policies(List<Policy> policies, InstantSource clock) {
    this(policies, 0, clock);
  }

  private Policies(List<Policy> policies, long number, InstantSource clock) {
    this.policies = List.copyOf(policies);
    this.guarded =
        policies.stream()
            .flatMap(policy -> policy.labels().keySet().stream())
            .collect(Collectors.toUnmodifiableSet());
    this.number = number;
    this.clock = clock;
  }

  /** What counts once these have been read in place of the present ones. */
  public Policies followedBy(List<Policy> read) {
    return new Policies(read, number + 1, clock);
  }

  public int size() {
    return policies.size();
  }

  /** By the id alone; see {@link #asksLabels}. */
  public boolean permits(Caller caller, Role role, String connectionId) {
    Grants grants = grantsOf(caller, role);
    return grants != null && grants.permit(connectionId, clock);
  }

  /**
   * @param labels of the connection; none for one that does not exist
   */
  public boolean permits(
      Caller caller, Role role, String connectionId, Map<String, String> labels) {
    Grants grants = grantsOf(caller, role);
    return grants != null && grants.permit(connectionId, labels, clock);
  }

  /** Whether labels can permit what the id does not, so that it is worth to look them up. */
  public boolean asksLabels(Caller caller, Role role) {
    Grants grants = grantsOf(caller, role);
    return grants != null && grants.askLabels(clock);
  }

  /** For what touches every connection or none in particular, such as sealing. */
  public boolean permitsEverywhere(Caller caller, Role role) {
    Grants grants = grantsOf(caller, role);
    return grants != null && grants.permitEverything(clock);
  }

  /** Whether the caller has the role for any connection at all, such as to list what they see. */
  public boolean permitsSomewhere(Caller caller, Role role) {
    Grants grants = grantsOf(caller, role);
    return grants != null && grants.permitAnything(clock);
  }

  /** Changes whenever the caller may have lost or won something by other than a label. */
  public long era(Caller caller, Role role) {
    Grants grants = grantsOf(caller, role);
    return number * MOST_EXPIRING + (grants == null ? 0 : grants.live(clock));
  }

  /** Whether a policy goes by this label, so that changing it changes who may do what. */
  boolean guards(String label) {
    return guarded.contains(label);
  }

  private @Nullable Grants grantsOf(Caller caller, Role role) {
    Map<Role, Grants> found = known.get(caller);
    return (found == null ? learn(caller) : found).get(role);
  }

  private Map<Role, Grants> learn(Caller caller) {
    List<Policy> concerned = policies.stream().filter(p -> p.concerns(caller)).toList();
    Map<Role, Grants> grants = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      List<Policy> granting = concerned.stream().filter(p -> p.roles().contains(role)).toList();
      if (!granting.isEmpty()) {
        grants.put(role, Grants.of(granting));
      }
    }
    if (known.size() >= MAX_CALLERS) {
      known.clear();
    }
    known.putIfAbsent(caller, grants);
    return grants;
  }
}
