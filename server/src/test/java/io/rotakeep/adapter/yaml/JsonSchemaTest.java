package io.rotakeep.adapter.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The schemas for editors say what the readers do; a validator that is not ours holds them to it.
 */
class JsonSchemaTest {
  private static final Path CONFIG = Path.of("../config");
  private static final SchemaRegistry REGISTRY =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

  /** Rules about more than one value, about the disk, or finer than a schema should be. */
  private static final Pattern BEYOND_A_SCHEMA =
      Pattern.compile(
          ".*(must not be in data_dir|client_ca: is missing|is no file|has the address of|is the"
              + " file of another|is the name of a policy above|must not be the root|without ;"
              + " and|is expanded|must use https|must have|names nobody|is no pattern|must be"
              + " http://host|write both|proxy_password: /|is not set in the environment|goes with"
              + " proxy|must be an IP address|must end in a prefix|must lead to whsec_|plain http"
              + " is for|without user name|name of a webhook above|none is for loopback only|must"
              + " be from 1 to 65535|audit\\[\\d]\\.(?:path|address): is missing|no device that is"
              + " required|must be 64KiB or more|goes with type: |goes with a file|needs the"
              + " (?:file|module)).*");

  static Stream<Arguments> theCommittedSchemas() {
    return Stream.of(
        Arguments.of("daemon", "rotakeep", JsonSchema.ofDaemonFile()),
        Arguments.of("policies", "policies", JsonSchema.ofPoliciesFile()),
        Arguments.of("provider", "provider", JsonSchema.ofProviderFile()),
        Arguments.of("preset", "preset", JsonSchema.ofPreset()));
  }

  @ParameterizedTest
  @MethodSource("theCommittedSchemas")
  void areWrittenFromTheKeysThatAreRead(String word, String name, String schema)
      throws IOException {
    Path committed = CONFIG.resolve("schema/" + name + ".schema.json");

    assertThat(Files.exists(committed) ? Files.readString(committed) : "")
        .as("regenerate it: ./rotakeep config schema %s > config/schema/%s.schema.json", word, name)
        .isEqualTo(schema);
  }

  @ParameterizedTest
  @MethodSource("theCommittedSchemas")
  void haveExamplesAndDefaultsThatTheyThemselvesLetThrough(String word, String name, String schema)
      throws IOException {
    List<String> wrong = new ArrayList<>();

    checkSamples(new JsonMapper().readTree(schema), wrong);

    assertThat(wrong).as(word).isEmpty();
  }

  private static void checkSamples(JsonNode schema, List<String> wrong) {
    Stream.concat(schema.path("examples").valueStream(), Stream.of(schema.path("default")))
        .filter(sample -> !sample.isMissingNode())
        .flatMap(sample -> REGISTRY.getSchema(schema).validate(sample).stream())
        .forEach(error -> wrong.add(schema.path("description") + ": " + error));
    schema.path("properties").forEach(property -> checkSamples(property, wrong));
    Optional.ofNullable(schema.get("items")).ifPresent(items -> checkSamples(items, wrong));
  }

  static Stream<Arguments> theShippedFiles() throws IOException {
    try (Stream<Path> presets = Files.list(CONFIG.resolve("providers"))) {
      return Stream.concat(
          Stream.of(
              Arguments.of(CONFIG.resolve("rotakeep.yaml"), JsonSchema.ofDaemonFile()),
              Arguments.of(CONFIG.resolve("rotakeep-full.yaml"), JsonSchema.ofDaemonFile())),
          presets.map(preset -> Arguments.of(preset, JsonSchema.ofPreset())).toList().stream())
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("theShippedFiles")
  void letTheShippedFilesThroughWhichNameThem(Path file, String schema) throws IOException {
    String text = Files.readString(file);

    assertThat(errors(schema, text)).isEmpty();
    String named =
        text.lines().findFirst().orElse("").replace("# yaml-language-server: $schema=", "");
    assertThat(file.resolveSibling(named)).exists();
    assertThat(Files.readString(file.resolveSibling(named))).isEqualTo(schema);
  }

  @Test
  void letTheFullFileThroughWithWhatIsCommentedOut() throws IOException {
    String text =
        Files.readString(CONFIG.resolve("rotakeep-full.yaml"))
            .replaceAll("(?m)^( *)#(?=[-a-z])", "$1");

    assertThat(errors(JsonSchema.ofDaemonFile(), text)).isEmpty();
  }

  /** The table of the reader's own test, so that no row can be in one and not in the other. */
  static Stream<Arguments> whatTheReaderRefuses() throws NoSuchMethodException {
    String[] rows =
        DaemonFileRefusalTest.class
            .getDeclaredMethod(
                "refusesAWrongSettingWithItsPlaceKeyRuleAndMend", String.class, String.class)
            .getAnnotation(CsvSource.class)
            .value();
    return Arrays.stream(rows)
        .map(row -> row.split(" \\| ", 2))
        .map(row -> Arguments.of(row[0], row[1]));
  }

  @ParameterizedTest
  @MethodSource("whatTheReaderRefuses")
  void refuseWhatTheReaderRefusesForOneValueAlone(String line, String message) {
    String file = DaemonFileRefusalTest.goodFileWith(line);
    Optional<JsonNode> parsed = parsed(file);

    boolean refused =
        parsed.isEmpty()
            || !REGISTRY.getSchema(JsonSchema.ofDaemonFile()).validate(parsed.get()).isEmpty();

    assertThat(refused || BEYOND_A_SCHEMA.matcher(message).matches()).as(message).isTrue();
  }

  private static Optional<JsonNode> parsed(String yaml) {
    try {
      return Optional.of(JsonSchema.value(YamlReader.read("file", yaml)));
    } catch (RefusedFileException _) {
      return Optional.empty();
    }
  }

  private static List<Error> errors(String schema, String yaml) {
    Schema validator = REGISTRY.getSchema(schema);
    return validator.validate(JsonSchema.value(YamlReader.read("file", yaml)));
  }
}
