package io.rotakeep.core.caller;

import java.time.Instant;
import java.util.List;
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
 * @param connections connection ids, {@code salesforce/*}, {@code salesforce/**} or {@code **}
 * @param expires the end of a break-glass policy; null for never
 */
public record Policy(
    String name,
    List<String> callers,
    List<String> connections,
    Set<Role> roles,
    @Nullable Instant expires) {
  /** Ids and what stands before a star, or else a pattern is written that matches nothing. */
  private static final Pattern ID =
      Pattern.compile("|[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*");

  private static final long NO_ID = 4_294_967_295L;

  /**
   * @throws IllegalArgumentException saying which field of which policy is wrong, and how to mend
   *     it
   */
  public Policy {
    callers = List.copyOf(callers);
    connections = List.copyOf(connections);
    roles = Set.copyOf(roles);
    requireFilled(name, "callers", callers.isEmpty());
    requireFilled(name, "connections", connections.isEmpty());
    requireFilled(name, "roles", roles.isEmpty());
    for (String caller : callers) {
      callerPattern(name, caller);
    }
    for (String connection : connections) {
      connectionPattern(name, connection);
    }
  }

  boolean concerns(Caller caller) {
    for (String pattern : callers) {
      if (caller.id().names().stream().anyMatch(callerPattern(name, pattern)::matches)) {
        return true;
      }
    }
    return false;
  }

  List<PathPattern> connectionPatterns() {
    return connections.stream().map(pattern -> connectionPattern(name, pattern)).toList();
  }

  private static void requireFilled(String policy, String field, boolean empty) {
    if (empty) {
      throw new IllegalArgumentException(
          "policy " + policy + ": " + field + " is empty, so the policy grants nothing");
    }
  }

  private static PathPattern connectionPattern(String policy, String text) {
    return PathPattern.parse(text)
        .filter(pattern -> ID.matcher(literal(pattern)).matches())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "policy "
                        + policy
                        + ": connections: "
                        + text
                        + " is no pattern; write an id, salesforce/*, salesforce/** or **"));
  }

  private static PathPattern callerPattern(String policy, String text) {
    try {
      PathPattern pattern = PathPattern.parse(text).orElseThrow(IllegalArgumentException::new);
      if (text.startsWith("spiffe://")) {
        new CallerId.SpiffeId(literal(pattern));
        return pattern;
      }
      if (TokenHolders.areMeantBy(text)) {
        TokenHolders.require(pattern);
        return pattern;
      }
      if (pattern instanceof PathPattern.Exactly(String exact)) {
        requireKnownKind(exact);
        return pattern;
      }
      throw new IllegalArgumentException("only spiffe://, oidc: and k8s: have patterns");
    } catch (IllegalArgumentException e) {
      String why = e.getMessage() == null ? "a * stands only in a last segment" : e.getMessage();
      throw new IllegalArgumentException(
          "policy "
              + policy
              + ": callers: "
              + text
              + " names nobody ("
              + why
              + "); write spiffe://…, dns:…, oidc:…, k8s:…, uid:…, gid:… or dev",
          e);
    }
  }

  private static String literal(PathPattern pattern) {
    return switch (pattern) {
      case PathPattern.Exactly(String path) -> path;
      case PathPattern.Below(String prefix, _) -> prefix.substring(0, prefix.length() - 1);
      case PathPattern.Everything() -> "";
    };
  }

  private static void requireKnownKind(String text) {
    if (text.equals("dev")) {
      return;
    }
    if (text.startsWith("dns:")) {
      new CallerId.DnsName(text.substring("dns:".length()));
      return;
    }
    if (text.startsWith("uid:") || text.startsWith("gid:")) {
      requireNumber(text.substring("uid:".length()));
      return;
    }
    throw new IllegalArgumentException("an identity of no known kind");
  }

  /** Written in one way only; the highest number is the kernel's word for nobody. */
  private static void requireNumber(String text) {
    long number = text.matches("0|[1-9][0-9]{0,9}") ? Long.parseLong(text) : Long.MAX_VALUE;
    if (number >= NO_ID) {
      throw new IllegalArgumentException("a uid or gid is a decimal number below 4294967295");
    }
  }
}
