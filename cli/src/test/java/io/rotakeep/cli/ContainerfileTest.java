package io.rotakeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What can be told of the Containerfile without an engine that builds it. */
class ContainerfileTest {
  private static final Path FILE = Path.of("../config/container/Containerfile");
  private static final Set<String> INSTRUCTIONS =
      Set.of(
          "ARG",
          "FROM",
          "COPY",
          "RUN",
          "LABEL",
          "ENV",
          "USER",
          "WORKDIR",
          "VOLUME",
          "EXPOSE",
          "STOPSIGNAL",
          "HEALTHCHECK",
          "ENTRYPOINT",
          "CMD");

  private record Instruction(String word, String rest) {}

  private List<Instruction> instructions = List.of();

  @BeforeEach
  void read() throws IOException {
    String text = Files.readString(FILE).replaceAll("(?m)^#.*\n", "").replaceAll("\\\\\n *", " ");
    instructions =
        text.lines()
            .filter(line -> !line.isBlank())
            .map(line -> line.split(" ", 2))
            .map(parts -> new Instruction(parts[0], parts[1].strip()))
            .toList();
  }

  @Test
  void hasInstructionsThatExist() {
    assertThat(instructions).extracting(Instruction::word).isSubsetOf(INSTRUCTIONS);
    assertThat(instructions.getFirst().word()).isEqualTo("ARG");
  }

  @Test
  void endsAsAUserWhoIsNotRootAndRunsTheLauncherWithoutAShell() throws IOException {
    assertThat(last("USER")).matches("[1-9]\\d{3,}:[1-9]\\d{3,}");
    assertThat(words(last("ENTRYPOINT"))).containsExactly("/opt/rotakeep/bin/rotakeep");
    assertThat(words(last("CMD"))).containsExactly("server");
    assertThat(last("HEALTHCHECK")).contains(" CMD [\"/opt/rotakeep/bin/rotakeep\", \"operator\",");
    assertThat(last("STOPSIGNAL")).isEqualTo("SIGTERM");
  }

  @Test
  void keepsDataWitnessAndAuditOutsideAndApart() throws IOException {
    assertThat(words(last("VOLUME")))
        .containsExactly("/var/lib/rotakeep", "/var/lib/rotakeep-witness", "/var/log/rotakeep");
  }

  @Test
  void namesNoSecret() {
    assertThat(instructions)
        .filteredOn(it -> Set.of("ARG", "ENV", "COPY").contains(it.word()))
        .extracting(Instruction::rest)
        .noneMatch(rest -> rest.matches("(?i).*(secret|password|token|\\.key|\\.pem).*"));
  }

  private String last(String word) {
    return instructions.stream()
        .filter(it -> it.word().equals(word))
        .reduce((_, later) -> later)
        .orElseThrow()
        .rest();
  }

  private static List<String> words(String json) throws IOException {
    return List.of(new ObjectMapper().readValue(json, String[].class));
  }
}
