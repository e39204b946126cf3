package io.rotakeep.core.verdict;

import static io.rotakeep.core.verdict.JudgeTable.ALL;
import static io.rotakeep.core.verdict.JudgeTable.COUNT;
import static io.rotakeep.core.verdict.JudgeTable.DANGEROUS;
import static io.rotakeep.core.verdict.JudgeTable.FAMILY;
import static io.rotakeep.core.verdict.JudgeTable.LIMITED;
import static io.rotakeep.core.verdict.JudgeTable.MIXED;
import static io.rotakeep.core.verdict.JudgeTable.NONE;
import static io.rotakeep.core.verdict.JudgeTable.OVERLAPPING;
import static io.rotakeep.core.verdict.JudgeTable.SAFE;
import static io.rotakeep.core.verdict.JudgeTable.STRICT;
import static io.rotakeep.core.verdict.JudgeTable.SUCCESSOR;
import static io.rotakeep.core.verdict.JudgeTable.THEFT_SHOWS;
import static io.rotakeep.core.verdict.JudgeTable.WINDOW;
import static io.rotakeep.core.verdict.JudgeTable.circumstances;
import static io.rotakeep.core.verdict.JudgeTable.cut;
import static io.rotakeep.core.verdict.JudgeTable.granted;
import static io.rotakeep.core.verdict.JudgeTable.refused;
import static io.rotakeep.core.verdict.JudgeTable.rows;
import static io.rotakeep.core.verdict.JudgeTable.same;
import static io.rotakeep.core.verdict.JudgeTable.sameCut;
import static io.rotakeep.core.verdict.JudgeTable.unanswered;
import static io.rotakeep.core.verdict.JudgeTable.unread;
import static io.rotakeep.core.verdict.JudgeTable.unreadable;
import static io.rotakeep.core.verdict.JudgeTable.unsent;
import static io.rotakeep.core.verdict.JudgeTable.waiting;
import static io.rotakeep.core.verdict.JudgeTable.withheld;
import static io.rotakeep.core.verdict.JudgeTable.words;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.verdict.JudgeTable.Known;
import io.rotakeep.core.verdict.JudgeTable.Row;
import io.rotakeep.core.verdict.JudgeTable.Seen;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One row for each decision of the reference's table that is decided here, named after it. */
class RefreshJudgeTest {
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
            rows("D-10 cut after the same token", sameCut(), DANGEROUS, "Doubtful"),
            rows("D-10 no token at all", granted(null, null, "Bearer"), DANGEROUS, "Doubtful"),
            rows("D-11 success with an error", refused(200, "fatal"), DANGEROUS, "Doubtful"),
            rows("D-11 success with an error", refused(200, "invalid_grant"), SAFE, "Replayable"))
        .flatMap(rows -> rows);
  }

  static Stream<Row> silences() {
    Known late = Known.NOTHING.doubts(1).since(Duration.ofSeconds(24));
    return Stream.of(
            rows("D-12 not sent", unsent(), ALL, "NotSpent PT1S"),
            rows("D-12 ours", withheld(), ALL, "ClientFault egress_address, for certain"),
            rows("D-15 no answer", unanswered(), SAFE, "Replayable"),
            rows("D-16 no answer", unanswered(), LIMITED, "Replayable"),
            rows("D-16 no answer, window over", unanswered(), late, List.of(WINDOW), "Doubtful"),
            rows("D-16 no answer, count used up", unanswered(), late, List.of(COUNT), "Doubtful"),
            rows("D-17 no answer", unanswered(), DANGEROUS, "Doubtful"))
        .flatMap(rows -> rows);
  }

  static Stream<Row> gateways() {
    return Stream.of(
            rows("D-18 500", unread(500), SAFE, "Replayable"),
            rows("D-18 502", unread(502), LIMITED, "Replayable"),
            rows("D-19 500", unread(500), DANGEROUS, "Doubtful"),
            rows("D-19 504", unread(504), DANGEROUS, "Doubtful"),
            rows(
                "D-19, D-42 500 with a refusal",
                refused(500, "invalid_grant"),
                DANGEROUS,
                "Doubtful"))
        .flatMap(rows -> rows);
  }

  static Stream<Row> puttingOff() {
    return Stream.of(
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
            rows("D-20 503 twice", unread(503), Known.NOTHING.putOff(1), ALL, "NotSpent PT10S"),
            rows(
                "D-20 503 for the third time",
                unread(503),
                Known.NOTHING.putOff(2),
                List.of(FAMILY, MIXED),
                "PutOff"),
            rows(
                "D-20 503 for the third time, a second use ends no grant",
                unread(503),
                Known.NOTHING.putOff(2),
                List.of(NONE, OVERLAPPING, SUCCESSOR, WINDOW, COUNT, STRICT),
                "NotSpent PT10S"),
            rows(
                "D-20 503 to the one on purpose",
                unread(503),
                Known.NOTHING.putOff(3).onPurpose(),
                ALL,
                "NotSpent PT10S"),
            rows("D-20 503 with a time", waiting(503, "7"), ALL, "NotSpent PT7S"))
        .flatMap(rows -> rows);
  }

  static Stream<Row> refusals() {
    return Stream.of(
            rows("D-21 429", waiting(429, "120"), ALL, "Throttled PT2M"),
            rows("D-21 429 without a time", unread(429), ALL, "Throttled PT10S"),
            rows("D-21 its own code", refused(400, "rate_limit_exceeded"), ALL, "Throttled PT10S"),
            rows("D-21 its own code", refused(400, "slow_down"), ALL, "Throttled PT10S"))
        .flatMap(rows -> rows);
  }

  static Stream<Row> faultsOfTheClient() {
    return Stream.of(
            rows(
                "D-26 it wants a proof of possession",
                refused(400, "use_dpop_nonce"),
                ALL,
                "ClientFault use_dpop_nonce, for certain"),
            rows(
                "D-27 client unknown",
                refused(401, "invalid_client"),
                ALL,
                "ClientFault invalid_client, for certain"),
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
                "ClientFault unauthorized_client, for certain"),
            rows(
                "D-28 bad request",
                refused(400, "invalid_request"),
                ALL,
                "ClientFault invalid_request"),
            rows("D-28 a page", unread(403), ALL, "ClientFault status 403"),
            rows("D-28 cut short", cut(400), ALL, "NotSpent PT10S"),
            rows("D-28 redirected", unread(302), ALL, "ClientFault redirected"),
            rows("D-28 sent elsewhere", unread(300), ALL, "ClientFault redirected"))
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
            rows("D-34 of a copy", rejected, nothing.ofACopy(), ALL, "Rejected STALE_STORE"),
            rows(
                "D-34 before D-33, D-32 and D-39",
                rejected,
                nothing.ofACopy().newest(8).doubts(1).expected().amongMany(),
                ALL,
                "Rejected STALE_STORE"),
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

  static Stream<Row> announced() {
    Seen rejected = refused(400, "invalid_grant");
    Known nothing = Known.NOTHING;
    return Stream.of(
            rows("D-39 announced", rejected, nothing.expected(), ALL, "Rejected CLIENT_EVENT"),
            rows(
                "D-39 announced, among many",
                rejected,
                nothing.expected().amongMany(),
                ALL,
                "Rejected CLIENT_EVENT"),
            rows(
                "D-32 before D-39 announced",
                rejected,
                nothing.expected().doubts(1),
                ALL,
                "Rejected LOST_RESPONSE"),
            rows(
                "D-33 before D-39 announced",
                rejected,
                nothing.expected().newest(8),
                ALL,
                "SelfStale 8"),
            rows(
                "D-39 announced before D-35, D-36",
                rejected,
                nothing.expected().age(99).idle(99),
                ALL,
                "Rejected CLIENT_EVENT"))
        .flatMap(rows -> rows);
  }

  static Stream<Row> suspicions() {
    Seen rejected = refused(400, "invalid_grant");
    Known nothing = Known.NOTHING;
    return Stream.of(
            rows("D-39 among many", rejected, nothing.amongMany(), ALL, "Rejected MASS_REJECTION"),
            rows(
                "D-32 before D-39",
                rejected,
                nothing.amongMany().doubts(1),
                ALL,
                "Rejected LOST_RESPONSE"),
            rows(
                "D-39 before D-36",
                rejected,
                nothing.amongMany().age(99),
                ALL,
                "Rejected MASS_REJECTION"),
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

  static Stream<Row> evictions() {
    Seen rejected = refused(400, "invalid_grant");
    Known nothing = Known.NOTHING;
    return Stream.of(
            rows("D-38 crowded out", rejected, nothing.crowded(), ALL, "Rejected EVICTED"),
            rows(
                "D-32 before D-38",
                rejected,
                nothing.crowded().doubts(1),
                ALL,
                "Rejected LOST_RESPONSE"),
            rows(
                "D-39 before D-38",
                rejected,
                nothing.crowded().amongMany(),
                ALL,
                "Rejected MASS_REJECTION"),
            rows(
                "D-38 before D-35 and D-36",
                rejected,
                nothing.crowded().idle(31).age(91),
                ALL,
                "Rejected EVICTED"),
            rows("D-33 before D-38", rejected, nothing.crowded().newest(8), ALL, "SelfStale 8"))
        .flatMap(rows -> rows);
  }

  @ParameterizedTest
  @MethodSource({
    "successes",
    "silences",
    "gateways",
    "puttingOff",
    "refusals",
    "faultsOfTheClient",
    "rejections",
    "announced",
    "suspicions",
    "evictions"
  })
  void judges(Row row) {
    assertThat(words(row.judged())).isEqualTo(row.verdict());
  }

  @Test
  void neverReadsARefusalOutOfItsDescription() {
    Seen seen = refused(400, "invalid_request", "expired token");

    RefreshVerdict verdict =
        new RefreshJudge()
            .judge(
                seen.observation(),
                seen.answer(),
                TokenKinship.NEW,
                circumstances(Known.NOTHING, FAMILY, List.of()));

    assertThat(verdict).isEqualTo(new RefreshVerdict.ClientFault("invalid_request", false));
  }

  @ParameterizedTest
  @CsvSource({",Bearer,no access token", "at,mac,token type", "at,,token type"})
  void saysWhyAnAccessTokenIsNotHandedOut(
      @Nullable String access, @Nullable String type, String why) {
    Seen seen = granted(access, "rt", type);

    RefreshVerdict verdict =
        new RefreshJudge()
            .judge(
                seen.observation(),
                seen.answer(),
                TokenKinship.NEW,
                circumstances(Known.NOTHING, FAMILY, List.of()));

    assertThat(verdict)
        .isInstanceOfSatisfying(
            RefreshVerdict.Rotated.class,
            rotated -> assertThat(rotated.accessFault()).contains(why));
  }

  @ParameterizedTest
  @MethodSource("dangerous")
  void aTokenThatWasReplacedBeforeIsNeverAdopted(RotationClass rotation) {
    Seen seen = granted("at", "rt", "Bearer");

    RefreshVerdict verdict =
        new RefreshJudge()
            .judge(
                seen.observation(),
                seen.answer(),
                TokenKinship.RETIRED,
                circumstances(Known.NOTHING, rotation, List.of()));

    assertThat(verdict).isInstanceOf(RefreshVerdict.Doubtful.class);
  }

  static List<RotationClass> dangerous() {
    return DANGEROUS;
  }
}
