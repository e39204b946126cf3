package io.rotakeep.core.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.InvalidFieldException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HostPatternTest {
  private final HostPattern below = new HostPattern("*.my.example.com");

  @ParameterizedTest
  @ValueSource(strings = {"acme.my.example.com", "acme--box.my.example.com", "a.b.my.example.com"})
  void aStarStandsForEveryHostBelow(String host) {
    assertThat(below.matches(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "my.example.com",
        ".my.example.com",
        "a..my.example.com",
        "evil.example/x.my.example.com",
        "evil.example#.my.example.com",
        "evil.example?.my.example.com",
        "evil.example\\.my.example.com",
        "evil.example:443@a.my.example.com",
        "user@a.my.example.com",
        "evil.example:1.my.example.com",
        "a b.my.example.com",
        "%61.my.example.com",
        "-a.my.example.com",
        "acme.my.example.com.evil.example",
        "acmemy.example.com"
      })
  void whatOnlyEndsAlikeDoesNotMatch(String host) {
    assertThat(below.matches(host)).isFalse();
  }

  @Test
  void anExactPatternMatchesItself() {
    HostPattern exact = new HostPattern("login.example.com");

    assertThat(exact.matches("login.example.com")).isTrue();
    assertThat(exact.matches("a.login.example.com")).isFalse();
    assertThat(exact.matches("LOGIN.example.com")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "*.", "a.*.com", "*a.com", "LOGIN.com", "a/b", "a..b", "a:1"})
  void refusesOtherPatterns(String text) {
    assertThatThrownBy(() -> new HostPattern(text)).isInstanceOf(InvalidFieldException.class);
  }
}
