package io.rotakeep.adapter.yaml;

import io.rotakeep.core.caller.Policy;
import io.rotakeep.core.caller.Role;
import io.rotakeep.core.quota.Quota;
import java.util.EnumSet;
import java.util.List;

/**
 * What the daemon's file says of callers, which may be read anew while it runs.
 *
 * @param approvers how many people an act on all connections needs, who does it included: 1 or 2
 */
public record AccessRules(List<Policy> policies, List<Quota> quotas, int approvers) {
  public AccessRules {
    policies = List.copyOf(policies);
    quotas = List.copyOf(quotas);
  }

  static AccessRules forDevelopment() {
    return new AccessRules(
        List.of(new Policy("dev", List.of("dev"), List.of("**"), EnumSet.allOf(Role.class), null)),
        List.of(),
        1);
  }
}
