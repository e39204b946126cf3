package io.rotakeep.testkit.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RowTest {
  @Test
  void noRowOfTheCorpusIsForgotten() {
    assertThat(Stream.of(Row.values()).map(Row::name))
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 60).mapToObj(i -> "B" + i).toList());
    assertThat(Row.values()).allSatisfy(row -> assertThat(row.surfaces()).isNotEmpty());
    assertThat(Row.at(Surface.LATER)).allSatisfy(row -> assertThat(row.surfaces()).hasSize(1));
  }

  @ParameterizedTest
  @EnumSource
  void everySurfaceHasItsTable(Surface surface) {
    assertThat(Row.at(surface)).isNotEmpty();
    assertThat(BadInputPage.top().resolve(surface.source()))
        .content()
        .contains("Surface." + surface.name(), "hasACaseForEachOfItsRowsAndTheManualSaysTheSame");
  }
}
