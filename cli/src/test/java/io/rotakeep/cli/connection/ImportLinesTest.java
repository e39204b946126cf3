package io.rotakeep.cli.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.cli.session.InputFile;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportLinesTest {
  private static final int BAD = 500_000;

  @Test
  void namesTheBadLineOfAMillionAndNotWhatStandsInIt(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("tokens.jsonl");
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (int line = 1; line <= 1_000_000; line++) {
        out.write(line == BAD ? "canary" : "{\"connection\": \"a\", \"refresh_token\": \"r\"}");
        out.write('\n');
      }
    }

    try (var content = Files.newInputStream(file)) {
      InputFile input = new InputFile(file.toString(), dir, content);
      ImportLines lines = new ImportLines(input, ImportRefreshTokensRequest.getDefaultInstance());
      for (int line = 1; line < BAD; line++) {
        assertThat(lines.next().getLine()).isEqualTo(line);
      }
      assertThatThrownBy(lines::next)
          .hasMessageContaining(file + ":" + BAD + ": is no JSON object")
          .hasMessageNotContaining("canary");
    }
  }
}
