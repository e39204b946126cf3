package io.rotakeep.core.verdict;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.provider.BlastRadius;
import io.rotakeep.core.provider.Dialect;
import io.rotakeep.core.provider.ErrorRule;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.provider.TokenRules;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.core.verdict.Circumstances.Earlier;
import io.rotakeep.core.verdict.Circumstances.Excuses;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What rows of a table of decisions are made of. */
final class JudgeTable {
  static final Instant NOW = Instant.parse("2026-02-03T04:05:06Z");

  static final RotationClass NONE = new RotationClass.None();
  static final RotationClass OVERLAPPING = new RotationClass.Overlapping();
  static final RotationClass SUCCESSOR = new RotationClass.Successor();
  static final RotationClass WINDOW = new RotationClass.Window(Duration.ofSeconds(30));
  static final RotationClass COUNT = new RotationClass.Count(1);
  static final RotationClass STRICT = new RotationClass.Strict();
  static final RotationClass FAMILY = new RotationClass.Family();
  static final RotationClass MIXED = new RotationClass.Mixed();

  static final List<RotationClass> ALL =
      List.of(NONE, OVERLAPPING, SUCCESSOR, WINDOW, COUNT, STRICT, FAMILY, MIXED);
  static final List<RotationClass> SAFE = List.of(NONE, OVERLAPPING, SUCCESSOR);
  static final List<RotationClass> LIMITED = List.of(WINDOW, COUNT);
  static final List<RotationClass> DANGEROUS = List.of(STRICT, FAMILY, MIXED);
  static final List<RotationClass> THEFT_SHOWS =
      List.of(SUCCESSOR, WINDOW, COUNT, STRICT, FAMILY, MIXED);

  private JudgeTable() {}

  /** What was seen of a refresh. */
  record Seen(TokenObservation observation, @Nullable TokenAnswer answer, TokenKinship kinship) {}

  /** What we knew besides. */
  record Known(Earlier earlier, Duration idle, Duration age, long newest, Excuses excuses) {
    static final Known NOTHING =
        new Known(
            new Earlier(0, NOW, false, null, 0),
            Duration.ofHours(1),
            Duration.ofDays(3),
            7,
            Excuses.NONE);

    Known doubts(int count) {
      return with(new Earlier(count, earlier.first(), false, earlier.latest(), 0));
    }

    Known since(Duration first) {
      return with(new Earlier(earlier.doubts(), NOW.minus(first), false, earlier.latest(), 0));
    }

    Known onPurpose() {
      return with(
          new Earlier(earlier.doubts(), earlier.first(), true, earlier.latest(), earlier.putOff()));
    }

    Known presented(Duration ago) {
      return with(new Earlier(earlier.doubts(), earlier.first(), false, NOW.minus(ago), 0));
    }

    /** Gateways had answered for the server before. */
    Known putOff(int times) {
      return with(new Earlier(0, earlier.first(), false, NOW, times));
    }

    private Known with(Earlier other) {
      return new Known(other, idle, age, newest, excuses);
    }

    Known idle(int days) {
      return new Known(earlier, Duration.ofDays(days), age, newest, excuses);
    }

    Known age(int days) {
      return new Known(earlier, idle, Duration.ofDays(days), newest, excuses);
    }

    Known newest(long generation) {
      return new Known(earlier, idle, age, generation, excuses);
    }

    /** The store was taken for a copy since the token was last used. */
    Known ofACopy() {
      return with(
          new Excuses(true, excuses.announced(), excuses.refusedTogether(), excuses.crowdedOut()));
    }

    /** While an event stands that a person has announced. */
    Known expected() {
      return with(
          new Excuses(excuses.staleStore(), true, excuses.refusedTogether(), excuses.crowdedOut()));
    }

    /** While many of the client's are refused. */
    Known amongMany() {
      return with(
          new Excuses(excuses.staleStore(), excuses.announced(), true, excuses.crowdedOut()));
    }

    /** As many consents of the same user came later as the provider keeps. */
    Known crowded() {
      return with(
          new Excuses(excuses.staleStore(), excuses.announced(), excuses.refusedTogether(), true));
    }

    private Known with(Excuses others) {
      return new Known(earlier, idle, age, newest, others);
    }
  }

  /**
   * A row of a table.
   *
   * @param errors what the provider's description says of its own errors
   */
  record Row(
      String decision,
      Seen seen,
      Known known,
      RotationClass rotation,
      List<ErrorRule> errors,
      String verdict) {
    RefreshVerdict judged() {
      return new RefreshJudge()
          .judge(
              seen.observation(),
              seen.answer(),
              seen.kinship(),
              circumstances(known, rotation, errors));
    }

    Row with(ErrorRule... rules) {
      return new Row(decision, seen, known, rotation, List.of(rules), verdict);
    }

    @Override
    public String toString() {
      return decision + ", " + rotation + ": " + verdict;
    }
  }

  static Stream<Row> rows(String decision, Seen seen, List<RotationClass> classes, String verdict) {
    return rows(decision, seen, Known.NOTHING, classes, verdict);
  }

  static Stream<Row> rows(
      String decision, Seen seen, Known known, List<RotationClass> classes, String verdict) {
    return classes.stream()
        .map(rotation -> new Row(decision, seen, known, rotation, List.of(), verdict));
  }

  static Circumstances circumstances(Known known, RotationClass rotation, List<ErrorRule> errors) {
    TokenRules rules =
        new TokenRules(
            rotation,
            BlastRadius.CHAIN,
            SampleProviders.of(rotation).tokens().access(),
            Duration.ofDays(30),
            Duration.ofDays(90),
            errors,
            Dialect.STANDARD);
    return new Circumstances(
        rules,
        new Generation(7),
        new Generation(known.newest()),
        known.earlier(),
        known.excuses(),
        NOW.minus(known.idle()),
        NOW.minus(known.age()),
        NOW);
  }

  static String words(RefreshVerdict verdict) {
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
      case RefreshVerdict.PutOff _ -> "PutOff";
      case RefreshVerdict.Rejected(var classification) -> "Rejected " + classification;
      case RefreshVerdict.SelfStale(Generation newest) -> "SelfStale " + newest;
      case RefreshVerdict.ClientFault(String error, boolean certain) ->
          "ClientFault " + error + (certain ? ", for certain" : "");
    };
  }

  static Seen granted(@Nullable String access, @Nullable String refresh, @Nullable String type) {
    return answered(
        200,
        null,
        new TokenAnswer.Granted(
            secret(access), secret(refresh), type, 3600L, null, null, Map.of()));
  }

  static Seen same(String access) {
    Seen seen = granted(access, "rt", "Bearer");
    return new Seen(seen.observation(), seen.answer(), TokenKinship.SAME);
  }

  static Seen unreadable(@Nullable String refresh) {
    return answered(200, null, new TokenAnswer.Unreadable("it ends early", secret(refresh)));
  }

  static Seen sameCut() {
    Seen seen = unreadable("rt");
    return new Seen(seen.observation(), seen.answer(), TokenKinship.SAME);
  }

  static Seen refused(int status, String error) {
    return refused(status, error, null);
  }

  static Seen refused(int status, String error, @Nullable String description) {
    return answered(status, null, new TokenAnswer.Refused(error, description));
  }

  static Seen unread(int status) {
    return answered(status, null, new TokenAnswer.Unreadable("a page", null));
  }

  static Seen waiting(int status, String retryAfter) {
    return answered(status, retryAfter, new TokenAnswer.Unreadable("a page", null));
  }

  static Seen cut(int status) {
    TokenObservation observation =
        new TokenObservation.Answered(status, null, null, SecretBytes.owning(new byte[0]), false);
    return new Seen(
        observation, new TokenAnswer.Unreadable("it ends early", null), TokenKinship.NEW);
  }

  static Seen unsent() {
    return new Seen(new TokenObservation.NotSent("refused"), null, TokenKinship.NEW);
  }

  static Seen withheld() {
    return new Seen(new TokenObservation.Withheld("10.0.0.9"), null, TokenKinship.NEW);
  }

  static Seen unanswered() {
    return new Seen(new TokenObservation.Unanswered("reset"), null, TokenKinship.NEW);
  }

  static Seen answered(int status, @Nullable String retryAfter, TokenAnswer answer) {
    TokenObservation observation =
        new TokenObservation.Answered(
            status, retryAfter, null, SecretBytes.owning(new byte[0]), true);
    return new Seen(observation, answer, TokenKinship.NEW);
  }

  static @Nullable SecretBytes secret(@Nullable String text) {
    return text == null
        ? null
        : SecretBytes.owning(Arrays.copyOf(text.getBytes(US_ASCII), text.length()));
  }
}
