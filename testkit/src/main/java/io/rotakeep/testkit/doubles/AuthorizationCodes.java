package io.rotakeep.testkit.doubles;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/** Authorization codes, each good once and for a minute. Thread-safe. */
final class AuthorizationCodes {
  private static final Duration LIFE = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final TokenSource values;
  private final Map<String, Entry> entries = new HashMap<>();

  AuthorizationCodes(InstantSource clock, TokenSource values) {
    this.clock = clock;
    this.values = values;
  }

  /**
   * What the authorization request fixed for the token request to match.
   *
   * @param challenge empty if there was none, so that no verifier is asked for
   */
  record Terms(Chain chain, String redirectUri, String challenge) {}

  /** What presenting a code comes to. */
  sealed interface Redemption {
    record First(Terms terms) implements Redemption {}

    /** The second use, which ends what the first one began (RFC 6749 §4.1.2). */
    record Again(Terms terms) implements Redemption {}

    record Unknown() implements Redemption {}
  }

  synchronized String issue(Terms terms) {
    String code = values.next("code_");
    entries.put(code, new Entry(terms, clock.instant().plus(LIFE), false));
    return code;
  }

  synchronized Redemption redeem(String code) {
    Entry entry = entries.get(code);
    if (entry == null) {
      return new Redemption.Unknown();
    }
    if (entry.used()) {
      return new Redemption.Again(entry.terms());
    }
    entries.put(code, new Entry(entry.terms(), entry.expires(), true));
    return clock.instant().isBefore(entry.expires())
        ? new Redemption.First(entry.terms())
        : new Redemption.Unknown();
  }

  private record Entry(Terms terms, Instant expires, boolean used) {}
}
