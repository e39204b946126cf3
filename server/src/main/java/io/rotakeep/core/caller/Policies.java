package io.rotakeep.core.caller;

import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Answers whether a caller may do something; what no policy grants is refused.
 *
 * <p>Thread-safe and without a lock. The policies of a caller are worked out at their first
 * question and kept; a changed file is a new instance.
 */
public final class Policies {
  /** Beyond it the memory starts afresh: identities cost a certificate, but not a large one. */
  private static final int MAX_CALLERS = 10_000;

  private final List<Policy> policies;
  private final InstantSource clock;
  private final ConcurrentHashMap<Caller, Map<Role, Grants>> known = new ConcurrentHashMap<>();

  public Policies(List<Policy> policies, InstantSource clock) {
    this.policies = List.copyOf(policies);
    this.clock = clock;
  }

  public boolean permits(Caller caller, Role role, String connectionId) {
    Grants grants = grantsOf(caller).get(role);
    return grants != null && grants.permit(connectionId, clock);
  }

  /** For what touches every connection or none in particular, such as sealing. */
  public boolean permitsEverywhere(Caller caller, Role role) {
    Grants grants = grantsOf(caller).get(role);
    return grants != null && grants.permitEverything(clock);
  }

  /** Whether the caller has the role for any connection at all, such as to list what they see. */
  public boolean permitsSomewhere(Caller caller, Role role) {
    Grants grants = grantsOf(caller).get(role);
    return grants != null && grants.permitAnything(clock);
  }

  private Map<Role, Grants> grantsOf(Caller caller) {
    Map<Role, Grants> found = known.get(caller);
    return found == null ? learn(caller) : found;
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
