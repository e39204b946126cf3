package io.rotakeep.core.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.InvalidFieldException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DialectDefinitionTest {
  private static final ErrorRule KNOWN = new ErrorRule("busy", 400, null, ErrorMeaning.BUSY);
  private static final ErrorRule OWN = new ErrorRule("busy", null, "mine", ErrorMeaning.REVOKED);

  @Test
  void nothingWrittenIsTheStandardsOwn() {
    assertThat(DialectDefinition.NOTHING.toDialect()).isEqualTo(Dialect.STANDARD);
  }

  @Test
  void operatorsErrorsComeBeforeThePresets() {
    assertThat(errors(List.of(OWN), Set.of())).containsExactly(OWN, KNOWN);
    assertThat(errors(List.of(), Set.of())).containsExactly(KNOWN);
  }

  @Test
  void whatIsShownMayBeAppliedAgain() {
    assertThat(errors(List.of(OWN, KNOWN), Set.of())).containsExactly(OWN, KNOWN);
  }

  @Test
  void clearedErrorsAreThePresets() {
    assertThat(errors(List.of(), Set.of("errors"))).isEmpty();
    assertThatThrownBy(() -> errors(List.of(OWN), Set.of("errors")))
        .hasMessage("errors: is both given and cleared; do one of the two");
  }

  @Test
  @SuppressWarnings("NullAway") // it overlooks a nested type's @Nullable in class files
  void eachKeyOfADialectOverridesThePresets() {
    DialectDefinition preset =
        new DialectDefinition(
            List.of(),
            Dialect.ScopeSeparator.COMMA,
            new DialectDefinition.Requests(Dialect.BodyFormat.JSON, List.of()),
            new DialectDefinition.Answers("status", "message", List.of("bot"), null),
            new DialectDefinition.Identity("team.id", null));
    DialectDefinition own =
        new DialectDefinition(
            List.of(),
            null,
            new DialectDefinition.Requests(null, List.of(new RequestHeader("X-A", "1"))),
            new DialectDefinition.Answers(null, null, List.of(), "authed_user"),
            new DialectDefinition.Identity("authed_user.id", null));

    Dialect laid = over(own, preset, Set.of("token_answer.description")).toDialect();

    assertThat(laid)
        .isEqualTo(
            new Dialect(
                Dialect.ScopeSeparator.COMMA,
                new Dialect.Requests(
                    Dialect.BodyFormat.JSON, List.of(new RequestHeader("X-A", "1"))),
                new Dialect.Answers("status", null, List.of("bot"), "authed_user"),
                new Dialect.Identity("authed_user.id", null)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"access_token", "refresh_token", "scope", "", "a b", "a\u0000"})
  void noMemberWithAMeaningOfItsOwnBecomesAnError(String name) {
    assertThatThrownBy(() -> new Dialect.Answers(name, null, List.of(), null))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessageStartingWith("token_answer.error: must");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a.b.c.d", "a b", "a[0]"})
  void aPathIsNamesWithDotsBetween(String path) {
    assertThatThrownBy(() -> new Dialect.Identity(null, path))
        .hasMessageStartingWith("identity.userinfo: must be up to three names");
  }

  @ParameterizedTest
  @CsvSource({
    "Cookie, a, name: must not be one",
    "CONTENT-TYPE, a, name: must not be one",
    "a b, a, name: must be a header's name",
    "X-A, ' a', value: must be 1 to 512",
    "X-A, '', value: must be 1 to 512",
  })
  void headersThatTheRequestDecidesAreNobodyElses(String name, String value, String complaint) {
    assertThatThrownBy(() -> new RequestHeader(name, value))
        .hasMessageStartingWith("token_request.headers." + complaint);
  }

  @Test
  void aHeaderStandsOnce() {
    List<RequestHeader> twice =
        List.of(new RequestHeader("X-A", "1"), new RequestHeader("x-a", "2"));

    assertThatThrownBy(() -> new Dialect.Requests(Dialect.BodyFormat.FORM, twice))
        .hasMessage("token_request.headers: must name each header once only");
  }

  private static List<ErrorRule> errors(List<ErrorRule> mine, Set<String> cleared) {
    return over(with(mine), with(List.of(KNOWN)), cleared).errors();
  }

  @SuppressWarnings("NullAway") // it overlooks a nested type's @Nullable in class files
  private static DialectDefinition with(List<ErrorRule> errors) {
    DialectDefinition nothing = DialectDefinition.NOTHING;
    return new DialectDefinition(
        errors, null, nothing.requests(), nothing.answers(), nothing.identity());
  }

  private static DialectDefinition over(
      DialectDefinition mine, DialectDefinition preset, Set<String> cleared) {
    return definition(mine, cleared).over(definition(preset, Set.of())).tokens().dialect();
  }

  private static ProviderDefinition definition(DialectDefinition dialect, Set<String> cleared) {
    ProviderDefinition nothing = ProviderDefinition.NOTHING;
    return new ProviderDefinition(
        null,
        null,
        nothing.server(),
        nothing.client(),
        nothing.authorization(),
        nothing.rotation(),
        new ProviderDefinition.Tokens(
            null, null, null, List.of(), List.of(), null, null, null, dialect),
        nothing.disclosure(),
        cleared);
  }
}
