package io.rotakeep.cli.provider;

import io.rotakeep.cli.text.Cell;
import io.rotakeep.cli.text.DisplayWidth;
import io.rotakeep.cli.text.Layout;
import io.rotakeep.cli.text.Tone;
import io.rotakeep.cli.text.Wrapping;
import io.rotakeep.v1.CheckProviderResponse;
import io.rotakeep.v1.CheckResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a check found, a sign and a few lines for each. */
final class CheckReport {
  private static final int NAMES = 27;

  private final Layout layout;
  private final int signs;

  CheckReport(Layout layout) {
    this.layout = layout;
    var glyphs = layout.glyphs();
    this.signs = Math.max(DisplayWidth.of(glyphs.passed()), DisplayWidth.of(glyphs.failed())) + 1;
  }

  List<String> lines(CheckProviderResponse finding) {
    var sign = sign(finding.getResult());
    var name = Cell.of(finding.getCheck()).brief(layout);
    var start =
        layout.ink().of(Tone.of(finding.getResult()), sign)
            + " ".repeat(signs - DisplayWidth.of(sign))
            + name
            + " ".repeat(Math.max(1, NAMES - DisplayWidth.of(name)));
    List<String> lines = new ArrayList<>();
    for (var part : wrap(finding.getDetail())) {
      lines.add((start + part).stripTrailing());
      start = " ".repeat(signs + NAMES);
    }
    if (!finding.getNextStep().isEmpty()) {
      wrap("next step: " + finding.getNextStep())
          .forEach(
              part -> lines.add(" ".repeat(signs + NAMES) + layout.ink().of(Tone.STRONG, part)));
    }
    return lines;
  }

  private List<String> wrap(String text) {
    int room = layout.width().orElse(Integer.MAX_VALUE) - signs - NAMES;
    return Wrapping.wrap(Cell.of(text).brief(layout), room);
  }

  private String sign(CheckResult result) {
    return switch (result) {
      case CHECK_RESULT_PASSED -> layout.glyphs().passed();
      case CHECK_RESULT_FAILED -> layout.glyphs().failed();
      case CHECK_RESULT_UNKNOWN, CHECK_RESULT_UNSPECIFIED, UNRECOGNIZED ->
          layout.glyphs().unknown();
    };
  }

  List<String> summary(Map<CheckResult, Integer> counts) {
    int failed = counts.getOrDefault(CheckResult.CHECK_RESULT_FAILED, 0);
    var text =
        "%d passed, %d failed, %d not to be known from outside"
            .formatted(
                counts.getOrDefault(CheckResult.CHECK_RESULT_PASSED, 0),
                failed,
                counts.getOrDefault(CheckResult.CHECK_RESULT_UNKNOWN, 0));
    return List.of("", layout.ink().of(failed > 0 ? Tone.BAD : Tone.GOOD, text));
  }
}
