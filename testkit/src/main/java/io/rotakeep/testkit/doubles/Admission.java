package io.rotakeep.testkit.doubles;

import io.rotakeep.testkit.http.HttpAnswer;
import io.rotakeep.testkit.http.HttpRequest;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom the token endpoint lets in: all, unless a test says otherwise. Whoever is turned away has
 * spent nothing. Thread-safe.
 */
public final class Admission {
  private final InstantSource clock;
  private final Set<String> underWay = new HashSet<>();
  private Set<String> addresses = Set.of();
  private boolean oneUseAtATime;
  private int most = Integer.MAX_VALUE;
  private Duration period = Duration.ZERO;
  private Instant periodEnd = Instant.MIN;
  private int came;

  Admission(InstantSource clock) {
    this.clock = clock;
  }

  /** At most so many requests in each period, by the server's clock; the others get 429. */
  public synchronized void limit(int requests, Duration each) {
    most = requests;
    period = each;
    periodEnd = Instant.MIN;
  }

  /** Only clients at these addresses, as a list of an administrator's; none lifts the rule. */
  public synchronized void onlyFrom(String... permitted) {
    addresses = Set.of(permitted);
  }

  /**
   * While a refresh token is being used its second use is turned away as already being processed,
   * as Salesforce does.
   */
  public synchronized void oneUseAtATime() {
    oneUseAtATime = true;
  }

  /** A request at the door. Closing it lets the next one with the same token in. */
  final class Visit implements AutoCloseable {
    private final String token;
    private final @Nullable HttpAnswer refusal;

    private Visit(String token, @Nullable HttpAnswer refusal) {
      this.token = token;
      this.refusal = refusal;
    }

    /** The answer to one who is turned away. */
    Optional<HttpAnswer> refusal() {
      return Optional.ofNullable(refusal);
    }

    @Override
    public void close() {
      if (refusal == null) {
        leave(token);
      }
    }
  }

  synchronized Visit enter(HttpRequest request, InetAddress client) {
    String token = request.form().first("refresh_token").orElse("");
    HttpAnswer refusal = refusal(token, client.getHostAddress());
    if (refusal == null) {
      underWay.add(token);
    }
    return new Visit(token, refusal);
  }

  private @Nullable HttpAnswer refusal(String token, String client) {
    if (!addresses.isEmpty() && !addresses.contains(client)) {
      return refused("ip restricted by app developer");
    }
    Instant now = clock.instant();
    if (!now.isBefore(periodEnd)) {
      periodEnd = now.plus(period);
      came = 0;
    }
    if (came >= most) {
      long seconds = Duration.between(now, periodEnd).plusNanos(999_999_999).toSeconds();
      return HttpAnswer.empty(429).withHeader("Retry-After", Long.toString(seconds));
    }
    came++;
    return oneUseAtATime && !token.isEmpty() && underWay.contains(token)
        ? refused("token request is already being processed")
        : null;
  }

  private static HttpAnswer refused(String description) {
    return OAuthError.badRequest("invalid_grant", description);
  }

  private synchronized void leave(String token) {
    underWay.remove(token);
  }
}
