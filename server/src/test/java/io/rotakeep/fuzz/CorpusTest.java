package io.rotakeep.fuzz;

import io.rotakeep.adapter.audit.TrailFuzz;
import io.rotakeep.adapter.jose.SignedTokenFuzz;
import io.rotakeep.adapter.journal.JournalFuzz;
import io.rotakeep.adapter.oauth.TokenAnswerFuzz;
import io.rotakeep.adapter.web.CallbackFuzz;
import io.rotakeep.adapter.yaml.SettingsFuzz;
import io.rotakeep.core.audit.AuditLineFuzz;
import io.rotakeep.core.crypto.EnvelopeFuzz;
import io.rotakeep.core.rotation.RowImageFuzz;
import io.rotakeep.core.seal.SealedKeysFuzz;
import io.rotakeep.testkit.fuzz.Corpora;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What fuzzers have found worth keeping is played in every build, at what it may cost. */
final class CorpusTest {
  private static final Corpora CORPORA =
      new Corpora(
          Map.of(
              AuditLineFuzz.class.getName(), AuditLineFuzz::fuzzerTestOneInput,
              CallbackFuzz.class.getName(), CallbackFuzz::fuzzerTestOneInput,
              EnvelopeFuzz.class.getName(), EnvelopeFuzz::fuzzerTestOneInput,
              JournalFuzz.class.getName(), JournalFuzz::fuzzerTestOneInput,
              RowImageFuzz.class.getName(), RowImageFuzz::fuzzerTestOneInput,
              SealedKeysFuzz.class.getName(), SealedKeysFuzz::fuzzerTestOneInput,
              SettingsFuzz.class.getName(), SettingsFuzz::fuzzerTestOneInput,
              SignedTokenFuzz.class.getName(), SignedTokenFuzz::fuzzerTestOneInput,
              TokenAnswerFuzz.class.getName(), TokenAnswerFuzz::fuzzerTestOneInput,
              TrailFuzz.class.getName(), TrailFuzz::fuzzerTestOneInput));

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
