package io.rotakeep.core.verdict;

import static io.rotakeep.core.verdict.JudgeTable.ALL;
import static io.rotakeep.core.verdict.JudgeTable.DANGEROUS;
import static io.rotakeep.core.verdict.JudgeTable.FAMILY;
import static io.rotakeep.core.verdict.JudgeTable.LIMITED;
import static io.rotakeep.core.verdict.JudgeTable.NONE;
import static io.rotakeep.core.verdict.JudgeTable.OVERLAPPING;
import static io.rotakeep.core.verdict.JudgeTable.SUCCESSOR;
import static io.rotakeep.core.verdict.JudgeTable.THEFT_SHOWS;
import static io.rotakeep.core.verdict.JudgeTable.refused;
import static io.rotakeep.core.verdict.JudgeTable.rows;
import static io.rotakeep.core.verdict.JudgeTable.words;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.provider.ErrorMeaning;
import io.rotakeep.core.provider.ErrorRule;
import io.rotakeep.core.verdict.JudgeTable.Known;
import io.rotakeep.core.verdict.JudgeTable.Row;
import io.rotakeep.core.verdict.JudgeTable.Seen;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The decisions of the reference's table that a provider's description of its errors makes. */
class OwnErrorsTest {
  private static final ErrorRule BUSY =
      rule("invalid_grant", null, "already being processed", ErrorMeaning.BUSY);
  private static final Seen IN_USE =
      refused(400, "invalid_grant", "Token request is already being processed");

  static Stream<Row> busy() {
    Known nothing = Known.NOTHING;
    return Stream.of(
            rows("D-22 ours is under way", IN_USE, nothing.doubts(1), DANGEROUS, "Doubtful"),
            rows(
                "D-22 ours is under way",
                IN_USE,
                nothing.doubts(1),
                List.of(SUCCESSOR),
                "Replayable"),
            rows("D-33 before D-22", IN_USE, nothing.newest(8).doubts(1), ALL, "SelfStale 8"),
            rows("D-24 somebody else's is", IN_USE, nothing, DANGEROUS, "Rejected CONCURRENT_USE"),
            rows(
                "D-22 we asked a moment ago",
                IN_USE,
                nothing.presented(Duration.ofMinutes(4)),
                DANGEROUS,
                "Doubtful"),
            rows(
                "D-24 we asked long ago",
                IN_USE,
                nothing.presented(Duration.ofMinutes(5)),
                DANGEROUS,
                "Rejected CONCURRENT_USE"),
            rows("D-24 it begins a window", IN_USE, nothing, LIMITED, "Replayable"),
            rows(
                "D-24 the window is over",
                IN_USE,
                nothing.doubts(1).since(Duration.ofSeconds(24)),
                LIMITED,
                "Doubtful"),
            rows(
                "D-24 where it harms nobody",
                IN_USE,
                nothing,
                List.of(NONE, OVERLAPPING),
                "NotSpent PT5S"))
        .flatMap(rows -> rows)
        .map(row -> row.with(BUSY));
  }

  static Stream<Row> successStatus() {
    Seen dead = refused(200, "bad_refresh_token", null);
    ErrorRule known = rule("bad_refresh_token", null, null, ErrorMeaning.TOKEN_REFUSED);
    ErrorRule other = rule("bad_refresh_token", 400, null, ErrorMeaning.TOKEN_REFUSED);
    return Stream.of(
            rows("D-11 it is known", dead, THEFT_SHOWS, "Rejected UNEXPLAINED")
                .map(row -> row.with(known)),
            rows("D-11, D-41", dead, List.of(NONE, OVERLAPPING), "Rejected REVOKED_UPSTREAM")
                .map(row -> row.with(known)),
            rows("D-11, D-32", dead, Known.NOTHING.doubts(1), ALL, "Rejected LOST_RESPONSE")
                .map(row -> row.with(known)),
            rows("D-11 under another status", dead, DANGEROUS, "Doubtful")
                .map(row -> row.with(other)),
            rows(
                    "D-11 it may be spent",
                    refused(200, "internal_error", null),
                    DANGEROUS,
                    "Doubtful")
                .map(row -> row.with(rule("internal_error", null, null, ErrorMeaning.UNCERTAIN))))
        .flatMap(rows -> rows);
  }

  static Stream<Row> reasons() {
    Seen inactive = refused(400, "inactive_user", null);
    Seen idle = refused(400, "invalid_grant", "AADSTS700082: The refresh token has expired");
    ErrorRule user = rule("INACTIVE_USER", null, null, ErrorMeaning.REVOKED);
    ErrorRule unused = rule("invalid_grant", null, "aadsts700082", ErrorMeaning.IDLE_EXPIRED);
    Known nothing = Known.NOTHING;
    return Stream.of(
            rows("D-37 it says why", inactive, ALL, "Rejected REVOKED_UPSTREAM")
                .map(row -> row.with(user)),
            rows("D-32 before D-37", inactive, nothing.doubts(1), ALL, "Rejected LOST_RESPONSE")
                .map(row -> row.with(user)),
            rows("D-37 before D-36", inactive, nothing.age(91), ALL, "Rejected REVOKED_UPSTREAM")
                .map(row -> row.with(user)),
            rows("D-37 unused", idle, ALL, "Rejected IDLE_EXPIRED").map(row -> row.with(unused)),
            rows(
                    "D-40 another text",
                    refused(400, "invalid_grant", "AADSTS70008"),
                    THEFT_SHOWS,
                    "Rejected UNEXPLAINED")
                .map(row -> row.with(unused)),
            rows(
                    "D-42 a server that fails",
                    refused(500, "inactive_user", null),
                    DANGEROUS,
                    "Doubtful")
                .map(row -> row.with(user)))
        .flatMap(rows -> rows);
  }

  static Stream<Row> notTheTokensFault() {
    ErrorRule address = rule("invalid_grant", null, "ip restricted", ErrorMeaning.EGRESS);
    ErrorRule hours = rule("invalid_grant", null, "login hours", ErrorMeaning.RESTRICTED);
    Seen tooLate = refused(400, "invalid_grant", "IP restricted or invalid login hours");
    ErrorRule client = rule("access_denied", null, null, ErrorMeaning.CLIENT);
    ErrorRule often = rule("AADSTS50196", null, null, ErrorMeaning.THROTTLED);
    ErrorRule unspent = rule("temporarily_unavailable", null, null, ErrorMeaning.NOT_SPENT);
    Seen restricted = refused(400, "invalid_grant", "ip restricted by app developer");
    return Stream.of(
            rows("D-29 our address", restricted, ALL, "ClientFault egress_refused, for certain")
                .map(row -> row.with(address)),
            rows("D-29 one customer's rule", tooLate, ALL, "ClientFault restricted")
                .map(row -> row.with(hours)),
            rows(
                    "D-27 our registration",
                    refused(403, "access_denied", null),
                    ALL,
                    "ClientFault access_denied, for certain")
                .map(row -> row.with(client)),
            rows("D-21 too often", refused(400, "aadsts50196", null), ALL, "Throttled PT10S")
                .map(row -> row.with(often)),
            rows(
                    "D-20 not now",
                    refused(400, "temporarily_unavailable", null),
                    ALL,
                    "NotSpent PT10S")
                .map(row -> row.with(unspent)))
        .flatMap(rows -> rows);
  }

  static Stream<Row> limits() {
    ErrorRule dead = rule("invalid_token", null, null, ErrorMeaning.TOKEN_REFUSED);
    ErrorRule deadBy401 = rule("invalid_token", 401, null, ErrorMeaning.TOKEN_REFUSED);
    Seen unauthorized = refused(401, "invalid_token", null);
    return Stream.of(
            rows("D-27 a 401 speaks of the client", unauthorized, ALL, "ClientFault invalid_token")
                .map(row -> row.with(dead)),
            rows("D-40 unless it is named", unauthorized, List.of(FAMILY), "Rejected UNEXPLAINED")
                .map(row -> row.with(deadBy401)),
            rows(
                    "D-21 a 429 speaks for itself",
                    refused(429, "invalid_token", null),
                    ALL,
                    "Throttled PT10S")
                .map(row -> row.with(dead)),
            rows(
                    "the first that matches",
                    refused(400, "invalid_token", null),
                    List.of(FAMILY),
                    "Rejected UNEXPLAINED")
                .map(row -> row.with(dead, rule("invalid_token", null, null, ErrorMeaning.CLIENT))))
        .flatMap(rows -> rows);
  }

  @ParameterizedTest
  @MethodSource({"busy", "successStatus", "reasons", "notTheTokensFault", "limits"})
  void judges(Row row) {
    assertThat(words(row.judged())).isEqualTo(row.verdict());
  }

  /** A description may say anything, and stand beside any code. */
  @Test
  void aTextWithoutItsCodeMeansNothing() {
    Row row =
        rows("", refused(400, "invalid_request", "already being processed"), List.of(FAMILY), "")
            .findFirst()
            .orElseThrow()
            .with(BUSY);

    assertThat(words(row.judged())).isEqualTo("ClientFault invalid_request");
  }

  @Test
  void rulesHaveTheirLimits() {
    assertThatExceptionOfType(InvalidFieldException.class)
        .isThrownBy(() -> rule(" ", null, null, ErrorMeaning.CLIENT));
    assertThatExceptionOfType(InvalidFieldException.class)
        .isThrownBy(() -> rule("x".repeat(65), null, null, ErrorMeaning.CLIENT));
    assertThatExceptionOfType(InvalidFieldException.class)
        .isThrownBy(() -> rule("x", 199, null, ErrorMeaning.CLIENT));
    assertThatExceptionOfType(InvalidFieldException.class)
        .isThrownBy(() -> rule("x", null, "", ErrorMeaning.CLIENT));
  }

  private static ErrorRule rule(
      String code, @Nullable Integer status, @Nullable String text, ErrorMeaning meaning) {
    return new ErrorRule(code, status, text, meaning);
  }
}
