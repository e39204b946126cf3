package io.rotakeep.adapter.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.testkit.corpus.BadInput;
import io.rotakeep.testkit.corpus.BadInputPage;
import io.rotakeep.testkit.corpus.Surface;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of what authorization servers, and those who pose as one, may answer. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class OutboundBadInputTest {

  static List<BadInput> cases() {
    return Stream.of(AnswerCases.all(), ServerCases.all()).flatMap(List::stream).toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void takesNothingFromABadAnswer(BadInput bad) throws Exception {
    assertThat(bad.attack().answer()).isEqualTo(bad.answer());
  }

  @Test
  void hasACaseForEachOfItsRowsAndTheManualSaysTheSame() {
    BadInputPage.find().check(Surface.OUTBOUND, cases().stream().map(BadInput::answered).toList());
  }
}
