package io.rotakeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.rpc.Code;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ListConnectionsResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a provider or another user wrote reaches the terminal as text, whatever it holds. */
class ForeignTextTest {
  private static final String HARMFUL = "[\\p{Cc}\\u202a-\\u202e\\u2066-\\u2069\\u200e\\u200f]";

  private final FakeDaemon daemon = new FakeDaemon();

  @AfterEach
  void stop() {
    daemon.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\u001b[2Jwiped",
        "\u001b]0;title\u0007",
        "\u009b31mred",
        "back\b\b\b\rover",
        "two\nlines",
        "safe\u202egnp.exe",
        "\u2066isolated\u2069",
        "mark\u200f",
        "separated\u2028line",
        "\u0000nul",
        "=cmd|' /C calc'!A0",
      })
  void cannotCommandTheTerminal(String text) throws Exception {
    var foreign =
        Connection.newBuilder()
            .setId("a")
            .setSubject(text)
            .putLabels("note", text)
            .setOpenIncident(text)
            .build();
    daemon
        .thenAnswers(ListConnectionsResponse.newBuilder().addConnections(foreign).build())
        .thenAnswers(foreign)
        .thenFails(Code.INTERNAL, "INTEGRITY", Map.of("next_step", text))
        .thenAnswers(foreign);

    var list = Run.on(daemon).of("connection", "list").out();
    var show = Run.on(daemon).of("connection", "show", "a").out();
    var failure = Run.on(daemon).of("connection", "show", "a").err();
    var json = Run.on(daemon).of("connection", "show", "a", "-o", "json").out();

    assertThat(list.lines()).hasSize(2).noneMatch(line -> line.matches(".*" + HARMFUL + ".*"));
    assertThat(show.lines()).hasSize(4).noneMatch(line -> line.matches(".*" + HARMFUL + ".*"));
    assertThat(failure.lines()).hasSize(2).noneMatch(line -> line.matches(".*" + HARMFUL + ".*"));
    assertThat(json.replace("\n", "")).doesNotContainPattern(HARMFUL);
    assertThat(new ObjectMapper().readTree(json).get("subject").asText()).isEqualTo(text);
  }
}
