package io.rotakeep.core.caller;

import java.util.List;

/** Names some callers: one identity, or all below one, of those kinds that have paths. */
public final class CallerPattern {
  private static final long NO_ID = 4_294_967_295L;

  private final PathPattern pattern;

  private CallerPattern(PathPattern pattern) {
    this.pattern = pattern;
  }

  /**
   * @throws IllegalArgumentException saying why the text names nobody, and what to write
   */
  public static CallerPattern of(String text) {
    try {
      return new CallerPattern(parsed(text));
    } catch (IllegalArgumentException e) {
      String why = e.getMessage() == null ? "a * stands only in a last segment" : e.getMessage();
      throw new IllegalArgumentException(
          "callers: "
              + text
              + " names nobody ("
              + why
              + "); write spiffe://…, dns:…, oidc:…, k8s:…, uid:…, gid:… or dev",
          e);
    }
  }

  public boolean names(Caller caller) {
    List<String> names = caller.id().names();
    return names.stream().anyMatch(pattern::matches);
  }

  private static PathPattern parsed(String text) {
    PathPattern pattern = PathPattern.parse(text).orElseThrow(IllegalArgumentException::new);
    if (text.startsWith("spiffe://")) {
      new CallerId.SpiffeId(pattern.literal());
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
