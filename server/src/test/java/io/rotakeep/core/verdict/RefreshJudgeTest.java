package io.rotakeep.core.verdict;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.provider.BlastRadius;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.provider.TokenRules;
import io.rotakeep.core.secret.SecretBytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One row for each decision of the reference's table that is decided here, named after it. */
class RefreshJudgeTest {
  private static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

  private static final RotationClass NONE = new RotationClass.None();
  private static final RotationClass OVERLAPPING = new RotationClass.Overlapping();
  private static final RotationClass SUCCESSOR = new RotationClass.Successor();
  private static final RotationClass WINDOW = new RotationClass.Window(Duration.ofSeconds(30));
  private static final RotationClass COUNT = new RotationClass.Count(1);
  private static final RotationClass STRICT = new RotationClass.Strict();
  private static final RotationClass FAMILY = new RotationClass.Family();
  private static final RotationClass MIXED = new RotationClass.Mixed();

  private static final List<RotationClass> ALL =
      List.of(NONE, OVERLAPPING, SUCCESSOR, WINDOW, COUNT, STRICT, FAMILY, MIXED);
  private static final List<RotationClass> SAFE = List.of(NONE, OVERLAPPING, SUCCESSOR);
  private static final List<RotationClass> LIMITED = List.of(WINDOW, COUNT);
  private static final List<RotationClass> DANGEROUS = List.of(STRICT, FAMILY, MIXED);
  private static final List<RotationClass> THEFT_SHOWS =
      List.of(SUCCESSOR, WINDOW, COUNT, STRICT, FAMILY, MIXED);

  /** What was seen of a refresh. */
  record Seen(TokenObservation observation, @Nullable TokenAnswer answer, boolean sameToken) {}

  /** What we knew besides. */
  record Known(
      int doubts,
      Duration sinceFirst,
      boolean deliberate,
      Duration idle,
      Duration age,
      long newest) {
    static final Known NOTHING =
        new Known(0, Duration.ZERO, false, Duration.ofHours(1), Duration.ofDays(3), 7);

    Known doubts(int count) {
      return new Known(count, sinceFirst, deliberate, idle, age, newest);
    }

    Known since(Duration first) {
      return new Known(doubts, first, deliberate, idle, age, newest);
    }

    Known onPurpose() {
      return new Known(1, sinceFirst, true, idle, age, newest);
    }

    Known idle(int days) {
      return new Known(doubts, sinceFirst, deliberate, Duration.ofDays(days), age, newest);
    }

    Known age(int days) {
      return new Known(doubts, sinceFirst, deliberate, idle, Duration.ofDays(days), newest);
    }

    Known newest(long generation) {
      return new Known(doubts, sinceFirst, deliberate, idle, age, generation);
    }
  }

  record Row(String decision, Seen seen, Known known, RotationClass rotation, String verdict) {
    @Override
    public String toString() {
      return decision + ", " + rotation + ": " + verdict;
    }
  }

  static Stream<Row> successes() {
    return Stream.of(
            rows("D-01 rotated", granted("at", "rt", "Bearer"), ALL, "Rotated"),
            rows("D-01 rotated, type in capitals", granted("at", "rt", "BEARER"), ALL, "Rotated"),
            rows("D-02 no refresh token", granted("at", null, "Bearer"), LIMITED, "NotRotated"),
            rows("D-02 no refresh token", granted("at", null, "Bearer"), SAFE, "NotRotated"),
            rows(
                "D-02 sometimes none", granted("at", null, "Bearer"), List.of(MIXED), "NotRotated"),
            rows("D-02 the same token", same("at"), SAFE, "NotRotated"),
            rows(
                "D-03 rotation off?",
                granted("at", null, "Bearer"),
                List.of(STRICT, FAMILY),
                "NotRotated, rotation expected"),
            rows("D-05 unknown type", granted("at", "rt", "mac"), ALL, "Rotated with a fault"),
            rows("D-05 no type", granted("at", "rt", null), ALL, "Rotated with a fault"),
            rows(
                "D-05 no access token", granted(null, "rt", "Bearer"), ALL, "Rotated with a fault"),
            rows("D-06 cut after the token", unreadable("rt"), ALL, "Salvaged"),
            rows("D-07, D-08 cut before the token", unreadable(null), SAFE, "Replayable"),
            rows("D-09 cut before the token", unreadable(null), LIMITED, "Replayable"),
            rows("D-10 cut before the token", unreadable(null), DANGEROUS, "Doubtful"),
            rows("D-10 no token at all", granted(null, null, "Bearer"), DANGEROUS, "Doubtful"),
            rows("D-11 success with an error", refused(200, "fatal"), DANGEROUS, "Doubtful"),
            rows("D-11 success with an error", refused(200, "invalid_grant"), SAFE, "Replayable"))
        .flatMap(rows -> rows);
  }

  static Stream<Row> silences() {
    Known late = Known.NOTHING.doubts(1).since(Duration.ofSeconds(24));
    return Stream.of(
            rows("D-12 not sent", unsent(), ALL, "NotSpent PT1S"),
            rows("D-15 no answer", unanswered(), SAFE, "Replayable"),
            rows("D-16 no answer", unanswered(), LIMITED, "Replayable"),
            rows("D-16 no answer, window over", unanswered(), late, List.of(WINDOW), "Doubtful"),
            rows("D-16 no answer, count used up", unanswered(), late, List.of(COUNT), "Doubtful"),
            rows("D-17 no answer", unanswered(), DANGEROUS, "Doubtful"),
            rows("D-18 500", unread(500), SAFE, "Replayable"),
            rows("D-18 502", unread(502), LIMITED, "Replayable"),
            rows("D-19 500", unread(500), DANGEROUS, "Doubtful"),
            rows("D-19 504", unread(504), DANGEROUS, "Doubtful"),
            rows(
                "D-19, D-42 500 with a refusal",
                refused(500, "invalid_grant"),
                DANGEROUS,
                "Doubtful"),
            rows("D-20 503", unread(503), ALL, "NotSpent PT10S"),
            rows("D-20 408", unread(408), ALL, "NotSpent PT10S"),
            rows("D-20 425", unread(425), ALL, "NotSpent PT10S"),
            rows("D-20 421", unread(421), ALL, "NotSpent PT10S"),
            rows(
                "D-20 503 again and again",
                unread(503),
                Known.NOTHING.doubts(3),
                DANGEROUS,
                "Doubtful"),
            rows("D-20 503 with a time", waiting(503, "7"), ALL, "NotSpent PT7S"))
        .flatMap(rows -> rows);
  }

  static Stream<Row> refusals() {
    return Stream.of(
            rows("D-21 429", waiting(429, "120"), ALL, "Throttled PT2M"),
            rows("D-21 429 without a time", unread(429), ALL, "Throttled PT10S"),
            rows("D-21 its own code", refused(400, "rate_limit_exceeded"), ALL, "Throttled PT10S"),
            rows("D-21 its own code", refused(400, "slow_down"), ALL, "Throttled PT10S"),
            rows(
                "D-27 client unknown",
                refused(401, "invalid_client"),
                ALL,
                "ClientFault invalid_client"),
            rows(
                "D-27 client unknown",
                refused(400, "bad_client_secret"),
                ALL,
                "ClientFault bad_client_secret"),
            rows(
                "D-27 401 speaks of the client",
                refused(401, "invalid_grant"),
                ALL,
                "ClientFault invalid_grant"),
            rows(
                "D-28 not for us",
                refused(400, "unauthorized_client"),
                ALL,
                "ClientFault unauthorized_client"),
            rows(
                "D-28 bad request",
                refused(400, "invalid_request"),
                ALL,
                "ClientFault invalid_request"),
            rows("D-28 a page", unread(403), ALL, "ClientFault status 403"),
            rows("D-28 cut short", cut(400), ALL, "NotSpent PT10S"),
            rows("D-28 redirected", unread(302), ALL, "ClientFault redirected"))
        .flatMap(rows -> rows);
  }

  static Stream<Row> rejections() {
    Seen rejected = refused(400, "invalid_grant");
    Known nothing = Known.NOTHING;
    return Stream.of(
            rows("D-32 after a doubt", rejected, nothing.doubts(1), ALL, "Rejected LOST_RESPONSE"),
            rows("D-32 on purpose", rejected, nothing.onPurpose(), ALL, "Rejected LOST_RESPONSE"),
            rows(
                "D-32 before D-36",
                rejected,
                nothing.doubts(1).age(99),
                ALL,
                "Rejected LOST_RESPONSE"),
            rows("D-33 an old generation", rejected, nothing.newest(8), ALL, "SelfStale 8"),
            rows("D-33 before D-32", rejected, nothing.newest(8).doubts(1), ALL, "SelfStale 8"),
            rows("D-35 unused too long", rejected, nothing.idle(31), ALL, "Rejected IDLE_EXPIRED"),
            rows(
                "D-35 unused, just not too long",
                rejected,
                nothing.idle(30),
                DANGEROUS,
                "Rejected UNEXPLAINED"),
            rows("D-36 too old", rejected, nothing.age(91), ALL, "Rejected ABSOLUTE_EXPIRED"),
            rows(
                "D-36 before D-35",
                rejected,
                nothing.idle(31).age(91),
                ALL,
                "Rejected ABSOLUTE_EXPIRED"))
        .flatMap(rows -> rows);
  }

  static Stream<Row> suspicions() {
    Seen rejected = refused(400, "invalid_grant");
    Known nothing = Known.NOTHING;
    return Stream.of(
            rows(
                "D-40 nothing explains it", rejected, nothing, THEFT_SHOWS, "Rejected UNEXPLAINED"),
            rows(
                "D-40 in capitals",
                refused(400, "INVALID_GRANT"),
                nothing,
                THEFT_SHOWS,
                "Rejected UNEXPLAINED"),
            rows(
                "D-41 theft would not show",
                rejected,
                nothing,
                List.of(NONE, OVERLAPPING),
                "Rejected REVOKED_UPSTREAM"))
        .flatMap(rows -> rows);
  }

  @ParameterizedTest
  @MethodSource({"successes", "silences", "refusals", "rejections", "suspicions"})
  void judges(Row row) {
    RefreshVerdict verdict =
        new RefreshJudge()
            .judge(
                row.seen().observation(),
                row.seen().answer(),
                row.seen().sameToken(),
                circumstances(row.known(), row.rotation()));

    assertThat(words(verdict)).isEqualTo(row.verdict());
  }

  @Test
  void neverReadsARefusalOutOfItsDescription() {
    Seen seen = answered(400, null, new TokenAnswer.Refused("invalid_request", "expired token"));

    RefreshVerdict verdict =
        new RefreshJudge()
            .judge(seen.observation(), seen.answer(), false, circumstances(Known.NOTHING, FAMILY));

    assertThat(verdict).isEqualTo(new RefreshVerdict.ClientFault("invalid_request"));
  }

  private static Stream<Row> rows(
      String decision, Seen seen, List<RotationClass> classes, String verdict) {
    return rows(decision, seen, Known.NOTHING, classes, verdict);
  }

  private static Stream<Row> rows(
      String decision, Seen seen, Known known, List<RotationClass> classes, String verdict) {
    return classes.stream().map(rotation -> new Row(decision, seen, known, rotation, verdict));
  }

  private static Circumstances circumstances(Known known, RotationClass rotation) {
    TokenRules rules =
        new TokenRules(
            rotation,
            BlastRadius.CHAIN,
            SampleProviders.of(rotation).tokens().access(),
            Duration.ofDays(30),
            Duration.ofDays(90));
    return new Circumstances(
        rules,
        new Generation(7),
        new Generation(known.newest()),
        known.doubts(),
        NOW.minus(known.sinceFirst()),
        known.deliberate(),
        NOW.minus(known.idle()),
        NOW.minus(known.age()),
        NOW);
  }

  private static String words(RefreshVerdict verdict) {
    return switch (verdict) {
      case RefreshVerdict.Rotated(_, var fault) ->
          fault == null ? "Rotated" : "Rotated with a fault";
      case RefreshVerdict.NotRotated(_, boolean expected, var fault) ->
          "NotRotated" + (expected ? ", rotation expected" : "") + (fault == null ? "" : ", fault");
      case RefreshVerdict.Salvaged _ -> "Salvaged";
      case RefreshVerdict.NotSpent(_, Duration wait) -> "NotSpent " + wait;
      case RefreshVerdict.Throttled(Duration wait) -> "Throttled " + wait;
      case RefreshVerdict.Replayable _ -> "Replayable";
      case RefreshVerdict.Doubtful _ -> "Doubtful";
      case RefreshVerdict.Rejected(var classification) -> "Rejected " + classification;
      case RefreshVerdict.SelfStale(Generation newest) -> "SelfStale " + newest;
      case RefreshVerdict.ClientFault(String error) -> "ClientFault " + error;
    };
  }

  private static Seen granted(
      @Nullable String access, @Nullable String refresh, @Nullable String type) {
    return answered(
        200,
        null,
        new TokenAnswer.Granted(
            secret(access), secret(refresh), type, 3600L, null, null, Map.of()));
  }

  private static Seen same(String access) {
    Seen seen = granted(access, "rt", "Bearer");
    return new Seen(seen.observation(), seen.answer(), true);
  }

  private static Seen unreadable(@Nullable String refresh) {
    return answered(200, null, new TokenAnswer.Unreadable("it ends early", secret(refresh)));
  }

  private static Seen refused(int status, String error) {
    return answered(status, null, new TokenAnswer.Refused(error, null));
  }

  private static Seen unread(int status) {
    return answered(status, null, new TokenAnswer.Unreadable("a page", null));
  }

  private static Seen waiting(int status, String retryAfter) {
    return answered(status, retryAfter, new TokenAnswer.Unreadable("a page", null));
  }

  private static Seen cut(int status) {
    TokenObservation observation =
        new TokenObservation.Answered(status, null, null, SecretBytes.owning(new byte[0]), false);
    return new Seen(observation, new TokenAnswer.Unreadable("it ends early", null), false);
  }

  private static Seen unsent() {
    return new Seen(new TokenObservation.NotSent("refused"), null, false);
  }

  private static Seen unanswered() {
    return new Seen(new TokenObservation.Unanswered("reset"), null, false);
  }

  private static Seen answered(int status, @Nullable String retryAfter, TokenAnswer answer) {
    TokenObservation observation =
        new TokenObservation.Answered(
            status, retryAfter, null, SecretBytes.owning(new byte[0]), true);
    return new Seen(observation, answer, false);
  }

  private static @Nullable SecretBytes secret(@Nullable String text) {
    return text == null
        ? null
        : SecretBytes.owning(Arrays.copyOf(text.getBytes(US_ASCII), text.length()));
  }
}
