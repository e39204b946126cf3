package io.rotakeep.core.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.InvalidFieldException;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Ids are taken as they are written, and nothing else is one. */
class ConnectionIdPropertyTest {
  private static final Pattern GRAMMAR =
      Pattern.compile("[a-z0-9][a-z0-9._-]*(?:/[a-z0-9][a-z0-9._-]*)*");

  @Property(tries = 1_000)
  void takesWhatTheGrammarMakes(@ForAll("ids") String id) {
    assertThat(ConnectionId.of("connection", id).value()).isEqualTo(id);
  }

  @Property(tries = 5_000)
  void takesNothingElse(@ForAll("nearIds") String text) {
    boolean legal = GRAMMAR.matcher(text).matches() && text.length() <= 200;

    if (legal) {
      assertThat(ConnectionId.of("field", text).value()).isEqualTo(text);
    } else {
      assertThatThrownBy(() -> ConnectionId.of("field", text))
          .isInstanceOfSatisfying(
              InvalidFieldException.class,
              refused -> {
                assertThat(refused.field()).isEqualTo("field");
                assertThat(refused.rule()).hasSizeLessThan(100).doesNotContain("canary");
              });
    }
  }

  @Provide
  Arbitrary<String> ids() {
    Arbitrary<String> segment =
        Arbitraries.strings()
            .withChars("abz09")
            .ofLength(1)
            .flatMap(
                head ->
                    Arbitraries.strings().withChars("az09._-").ofMaxLength(12).map(head::concat));
    return segment.list().ofMinSize(1).ofMaxSize(10).map(segments -> String.join("/", segments));
  }

  /** An id with something put into it, or anything at all. */
  @Provide
  Arbitrary<String> nearIds() {
    Arbitrary<String> odd =
        Arbitraries.of(
            "",
            "/",
            "//",
            ".",
            "..",
            " ",
            "\u0000",
            "\n",
            "A",
            "é",
            "ａ",
            "\u202e",
            "*",
            "%2e",
            "canary!",
            "-",
            "_x",
            "x".repeat(150),
            "\ud800");
    Arbitrary<String> spoilt =
        ids()
            .flatMap(
                id ->
                    odd.flatMap(
                        what ->
                            Arbitraries.integers()
                                .between(0, id.length())
                                .map(at -> id.substring(0, at) + what + id.substring(at))));
    return Arbitraries.oneOf(spoilt, Arbitraries.strings().ofMaxLength(250));
  }
}
