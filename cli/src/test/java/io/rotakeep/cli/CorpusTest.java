package io.rotakeep.cli;

import io.rotakeep.cli.operator.ShareFuzz;
import io.rotakeep.cli.providerfile.ProviderFileFuzz;
import io.rotakeep.testkit.fuzz.Corpora;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** As the daemon's: what fuzzers have found worth keeping is played in every build. */
final class CorpusTest {
  private static final Corpora CORPORA =
      new Corpora(
          Map.of(
              ProviderFileFuzz.class.getName(), ProviderFileFuzz::fuzzerTestOneInput,
              ShareFuzz.class.getName(), ShareFuzz::fuzzerTestOneInput));

  static Stream<String> playsTheCorpusOf() {
    return CORPORA.targets();
  }

  @ParameterizedTest
  @MethodSource
  void playsTheCorpusOf(String target) throws IOException {
    CORPORA.play(target);
  }

  @Test
  void hasACorpusForEachTargetAndNoOtherAndAllOfThemSmall() throws IOException {
    CORPORA.check();
  }
}
