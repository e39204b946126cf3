package io.rotakeep.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.adapter.jose.SignedTokenFuzz;
import io.rotakeep.adapter.journal.JournalFuzz;
import io.rotakeep.adapter.oauth.TokenAnswerFuzz;
import io.rotakeep.adapter.web.CallbackFuzz;
import io.rotakeep.adapter.yaml.SettingsFuzz;
import io.rotakeep.core.audit.AuditLineFuzz;
import io.rotakeep.core.crypto.EnvelopeFuzz;
import io.rotakeep.core.rotation.RowImageFuzz;
import io.rotakeep.core.seal.SealedKeysFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What fuzzers have found worth keeping is played in every build, at what it may cost. */
final class CorpusTest {
  private static final Path CORPORA = Path.of("src/test/resources/fuzz");
  private static final long MOST_BYTES_OF_ALL = 1 << 20;

  private static final Map<String, FuzzTarget> TARGETS =
      Map.of(
          AuditLineFuzz.class.getName(), AuditLineFuzz::fuzzerTestOneInput,
          CallbackFuzz.class.getName(), CallbackFuzz::fuzzerTestOneInput,
          EnvelopeFuzz.class.getName(), EnvelopeFuzz::fuzzerTestOneInput,
          JournalFuzz.class.getName(), JournalFuzz::fuzzerTestOneInput,
          RowImageFuzz.class.getName(), RowImageFuzz::fuzzerTestOneInput,
          SealedKeysFuzz.class.getName(), SealedKeysFuzz::fuzzerTestOneInput,
          SettingsFuzz.class.getName(), SettingsFuzz::fuzzerTestOneInput,
          SignedTokenFuzz.class.getName(), SignedTokenFuzz::fuzzerTestOneInput,
          TokenAnswerFuzz.class.getName(), TokenAnswerFuzz::fuzzerTestOneInput);

  static Stream<String> playsTheCorpusOf() {
    return TARGETS.keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource
  void playsTheCorpusOf(String target) throws IOException {
    FuzzTarget played = Objects.requireNonNull(TARGETS.get(target));
    List<Path> corpus = list(CORPORA.resolve(target));

    assertThat(corpus).isNotEmpty();
    for (Path input : corpus) {
      byte[] bytes = Files.readAllBytes(input);
      try {
        played.take(bytes);
        Trial.measured(bytes, played);
      } catch (Exception | AssertionError e) {
        throw new AssertionError(input + ": " + e.getMessage(), e);
      }
    }
  }

  @Test
  void hasACorpusForEachTargetAndNoOtherAndAllOfThemSmall() throws IOException {
    assertThat(list(CORPORA))
        .extracting(it -> it.getFileName().toString())
        .containsExactlyInAnyOrderElementsOf(TARGETS.keySet());
    long size = 0;
    for (Path corpus : list(CORPORA)) {
      for (Path input : list(corpus)) {
        size += Files.size(input);
      }
    }
    assertThat(size).isLessThan(MOST_BYTES_OF_ALL);
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> found = Files.list(directory)) {
      return found.sorted().toList();
    }
  }
}
