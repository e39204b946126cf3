package io.rotakeep.core.caller;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.Labels;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Lets some callers do something with some connections. Policies only ever add; what none grants is
 * refused.
 *
 * @param callers identities as {@link CallerId#names} writes them; {@code spiffe://…/*} stands for
 *     one segment more, {@code spiffe://…/**} for any number, and so with {@code oidc:}; {@code
 *     k8s:namespace/*} for all accounts of a namespace
 * @param connections connection ids, {@code salesforce/*}, {@code salesforce/**} or {@code **};
 *     empty for any id, if there are labels
 * @param labels what the connection must carry beside, all of it; empty for none
 * @param expires the end of a break-glass policy; null for never
 */
public record Policy(
    String name,
    List<String> callers,
    List<String> connections,
    Map<String, String> labels,
    Set<Role> roles,
    @Nullable Instant expires) {
  /** Ids and what stands before a star, or else a pattern is written that matches nothing. */
  private static final Pattern ID =
      Pattern.compile("|[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*");

  /**
   * @throws IllegalArgumentException saying which field of which policy is wrong, and how to mend
   *     it
   */
  public Policy {
    callers = List.copyOf(callers);
    connections = List.copyOf(connections);
    labels = Map.copyOf(labels);
    roles = Set.copyOf(roles);
    requireFilled(name, "callers", callers.isEmpty());
    requireFilled(name, "connections", connections.isEmpty() && labels.isEmpty());
    requireFilled(name, "roles", roles.isEmpty());
    for (String caller : callers) {
      callerPattern(name, caller);
    }
    for (String connection : connections) {
      connectionPattern(name, connection);
    }
    requireLabels(name, labels);
  }

  /** By ids alone. */
  public Policy(
      String name,
      List<String> callers,
      List<String> connections,
      Set<Role> roles,
      @Nullable Instant expires) {
    this(name, callers, connections, Map.of(), roles, expires);
  }

  boolean concerns(Caller caller) {
    for (String pattern : callers) {
      if (callerPattern(name, pattern).names(caller)) {
        return true;
      }
    }
    return false;
  }

  List<PathPattern> connectionPatterns() {
    return connections.isEmpty()
        ? List.of(new PathPattern.Everything())
        : connections.stream().map(pattern -> connectionPattern(name, pattern)).toList();
  }

  private static void requireFilled(String policy, String field, boolean empty) {
    if (empty) {
      throw new IllegalArgumentException(
          "policy " + policy + ": " + field + " is empty, so the policy grants nothing");
    }
  }

  private static PathPattern connectionPattern(String policy, String text) {
    return PathPattern.parse(text)
        .filter(pattern -> ID.matcher(pattern.literal()).matches())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "policy "
                        + policy
                        + ": connections: "
                        + text
                        + " is no pattern; write an id, salesforce/*, salesforce/** or **"));
  }

  private static CallerPattern callerPattern(String policy, String text) {
    try {
      return CallerPattern.of(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("policy " + policy + ": " + e.getMessage(), e);
    }
  }

  private static void requireLabels(String policy, Map<String, String> labels) {
    try {
      Labels.check(labels);
    } catch (InvalidFieldException e) {
      throw new IllegalArgumentException("policy " + policy + ": labels: " + e.rule(), e);
    }
  }
}
