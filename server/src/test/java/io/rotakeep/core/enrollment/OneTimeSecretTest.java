package io.rotakeep.core.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OneTimeSecretTest {
  private static final String GOOD = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN-_0";

  @Test
  void isNeverTheSameTwiceAndAlwaysWellFormed() {
    SecureRandom random = new SecureRandom();

    var many =
        Stream.generate(() -> OneTimeSecret.create(random)).limit(1000).collect(Collectors.toSet());

    assertThat(many).hasSize(1000).allMatch(OneTimeSecret::isWellFormed);
  }

  @Test
  void hasTwoHundredAndFiftySixBits() {
    assertThat(OneTimeSecret.create(new SecureRandom())).hasSize(43);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "short",
        GOOD + "x",
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN-_=",
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN-_ ",
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN-_é",
        "../../../../../../../../../../../etc/passwd"
      })
  void looksNothingElseUp(String text) {
    assertThat(OneTimeSecret.isWellFormed(GOOD)).isTrue();
    assertThat(OneTimeSecret.isWellFormed(text)).isFalse();
  }

  @Test
  void isHashedWithSha256() {
    assertThat(OneTimeSecret.hash("abc"))
        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }
}
