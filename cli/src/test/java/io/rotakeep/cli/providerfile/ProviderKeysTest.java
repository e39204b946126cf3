package io.rotakeep.cli.providerfile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.rotakeep.adapter.yaml.JsonSchema;
import io.rotakeep.adapter.yaml.Key;
import io.rotakeep.adapter.yaml.Keys;
import io.rotakeep.adapter.yaml.ProviderKeys;
import io.rotakeep.adapter.yaml.RefusedFileException;
import io.rotakeep.adapter.yaml.Shape;
import io.rotakeep.adapter.yaml.YamlReader;
import io.rotakeep.cli.text.MessageText;
import io.rotakeep.v1.Provider;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The keys of a provider file, the fields of the API and the schema for editors are one list. */
class ProviderKeysTest {
  /** YAML 1.2, as editors read it: yes is a text. */
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
              .build());

  /** Set by the daemon, therefore no keys. */
  private static final Set<String> OUTPUT_ONLY =
      Set.of("etag", "update_time", "connection_count", "announced_event", "client.secret_count");

  /** Goes in by {@code ApplyProviderRequest.secrets}, therefore no field. */
  private static final Set<String> BESIDE = Set.of("client.secrets");

  /** Rules about the disk, the environment, or finer than a schema should be. */
  private static final Pattern BEYOND_A_SCHEMA =
      Pattern.compile(
          ".*(plain http|must begin with https|without user name|does not exist|is longer"
              + " than|cannot be read|empty|is not set).*");

  @Test
  void haveAFieldEachAndLeaveNoneOut() {
    var keys = new TreeSet<String>();
    var fields = new TreeSet<String>();

    compare(Provider.newBuilder(), ProviderKeys.FILE, "", keys, fields);

    assertThat(keys).isEqualTo(fields);
  }

  private static void compare(
      Message.Builder message, Keys declared, String path, Set<String> keys, Set<String> fields) {
    message.getDescriptorForType().getFields().stream()
        .map(field -> path + field.getName())
        .filter(name -> !OUTPUT_ONLY.contains(name))
        .forEach(fields::add);
    for (Key<?> key : declared.inOrder()) {
      var name = path + key.name();
      if (key instanceof Key.Valued<?> valued && !BESIDE.contains(name)) {
        var field = MessageReader.fieldOf(message, name);
        keys.add(path + field.getName());
        if (valued.shape() instanceof Shape.Mapping(Keys inner)) {
          compare(message.newBuilderForField(field), inner, name + ".", keys, fields);
        } else if (valued.shape() instanceof Shape.ListOf(Shape.Mapping(Keys inner), int _)) {
          compare(message.newBuilderForField(field), inner, name + "[].", keys, fields);
        } else if (valued.shape() instanceof Shape.Words words) {
          assertThat(words.all()).as(name).isEqualTo(wordsOf(field));
        } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
          assertThat(field.getMessageType()).as(name).isEqualTo(Duration.getDescriptor());
        }
      }
    }
  }

  private static List<String> wordsOf(FieldDescriptor field) {
    var prefix = MessageText.prefixOf(field.getEnumType());
    return field.getEnumType().getValues().stream()
        .filter(value -> value.getNumber() != 0)
        .map(value -> value.getName().substring(prefix.length()).toLowerCase(Locale.ROOT))
        .toList();
  }

  /** The table of the reader's own test, so that no row can be in one and not in the other. */
  static Stream<Arguments> whatTheReaderRefuses() throws NoSuchMethodException {
    return Arrays.stream(
            ProviderFileTest.class
                .getDeclaredMethod(
                    "refusesWhatIsWrongWithFileLineColumnKeyAndMend", String.class, String.class)
                .getAnnotation(CsvSource.class)
                .value())
        .map(row -> row.split("\\| ", 2))
        .map(row -> Arguments.of(row[0].strip().replace("``", ""), row[1]));
  }

  @ParameterizedTest
  @MethodSource("whatTheReaderRefuses")
  void areRefusedByTheSchemaWhereTheReaderRefusesOneValueAlone(String yaml, String message) {
    var text = yaml.replace("%n", "\n").replace("%t", "\t");

    assertThat(isNoYaml(text) || isRefused(text) || BEYOND_A_SCHEMA.matcher(message).matches())
        .as(message)
        .isTrue();
  }

  @Test
  void letNullAndAnEmptyListClearWhatAPresetSets() {
    assertThat(isRefused("name: p\nissuer: null\nscopes: []\nrotation: {class: null}\n")).isFalse();
    assertThat(isRefused("name: null\n")).isTrue();
  }

  private static boolean isRefused(String yaml) {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(JsonSchema.ofProviderFile());
    try {
      return !schema.validate(YAML.readTree(yaml)).isEmpty();
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isNoYaml(String text) {
    try {
      return YamlReader.read("file", text) == null;
    } catch (RefusedFileException _) {
      return true;
    }
  }
}
