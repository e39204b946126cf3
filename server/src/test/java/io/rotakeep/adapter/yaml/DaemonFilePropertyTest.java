package io.rotakeep.adapter.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Files made from the keys that are read, whole and spoilt: each is settings, or refused by line
 * and column, and nothing else is ever thrown.
 */
class DaemonFilePropertyTest {
  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "\u0000",
          "~",
          "-1s",
          "5",
          "1e9h",
          "∞",
          "../..",
          "/",
          "a;INIT=x",
          "${HOME}",
          "*",
          "http://",
          "https://[",
          "//",
          "a\nb",
          "0o10",
          "no",
          ".inf",
          "2026-01-01",
          "x".repeat(5_000),
          "unix:/x",
          "[::1]:99999",
          "spiffe://",
          "oidc:/",
          "k8s:*",
          "uid:-1",
          "\ud83d\ude00",
          "\u202e");

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Path HERE = Path.of("/nonexistent/rotakeep");

  @Property(tries = 1_500)
  void areReadOrRefusedByTheirPlace(@ForAll("files") JsonNode file) {
    try {
      DaemonSettings settings =
          DaemonFile.read(
              new Setting("f.yaml", HERE, "", YamlReader.read("f.yaml", file.toString())));
      assertThat(settings.access().policies()).isNotEmpty();
    } catch (RefusedFileException e) {
      assertThat(e.getMessage())
          .matches("(?s)\\S+\\.yaml(:\\d+:\\d+)?: .*")
          .hasSizeLessThan(4_000)
          .doesNotContain("\n");
    }
  }

  @Provide
  Arbitrary<JsonNode> files() {
    return Arbitraries.longs()
        .map(
            seed -> {
              Random random = new Random(seed);
              ObjectNode file = mapping(DaemonFile.KEYS, random);
              for (int i = random.nextInt(4); i > 0; i--) {
                spoil(file, random);
              }
              return file;
            });
  }

  /** What must be there, some of what may be, each as its example or its default has it. */
  private static ObjectNode mapping(Keys keys, Random random) {
    ObjectNode made = JSON.objectNode();
    for (Key<?> key : keys.inOrder()) {
      boolean needed = key instanceof Key.Required<?> && !keys.alternatives().contains(key.name());
      if (needed || random.nextInt(3) == 0) {
        switch (key) {
          case Key.Required<?> it -> made.set(key.name(), value(it.shape(), it.example(), random));
          case Key.Omissible<?> it -> made.set(key.name(), value(it.shape(), it.example(), random));
          case Key.Defaulted<?> it -> made.set(key.name(), value(it.shape(), it.written(), random));
          case Key.Later _ -> made.put(key.name(), true);
        }
      }
    }
    return made;
  }

  private static JsonNode value(Shape shape, String example, Random random) {
    return switch (shape) {
      case Shape.Mapping(Keys keys) when random.nextBoolean() -> mapping(keys, random);
      case Shape.ListOf(Shape.Mapping(Keys keys), int _) when random.nextBoolean() ->
          JSON.arrayNode().add(mapping(keys, random)).add(mapping(keys, random));
      case Shape.Mapping _,
          Shape.ListOf _,
          Shape.Text _,
          Shape.Life _,
          Shape.Flag _,
          Shape.Whole _,
          Shape.Words _,
          Shape.Texts _,
          Shape.OneOf _ ->
          JsonSchema.value(YamlReader.read("example", example));
    };
  }

  /** Puts something odd in the place of one value anywhere in the tree. */
  private static void spoil(ObjectNode file, Random random) {
    List<Runnable> places = new ArrayList<>();
    collect(file, places, random);
    if (!places.isEmpty()) {
      places.get(random.nextInt(places.size())).run();
    }
  }

  private static void collect(JsonNode node, List<Runnable> places, Random random) {
    if (node instanceof ObjectNode object) {
      object
          .propertyStream()
          .forEach(
              entry -> {
                places.add(() -> object.set(entry.getKey(), odd(random)));
                places.add(() -> object.remove(entry.getKey()));
                places.add(() -> object.set(entry.getKey() + "x", odd(random)));
                collect(entry.getValue(), places, random);
              });
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        int index = i;
        places.add(() -> array.set(index, odd(random)));
        collect(array.get(i), places, random);
      }
    }
  }

  private static JsonNode odd(Random random) {
    return switch (random.nextInt(7)) {
      case 0 -> JSON.nullNode();
      case 1 -> JSON.numberNode(random.nextLong());
      case 2 -> JSON.numberNode(random.nextInt(5) - 1);
      case 3 -> JSON.booleanNode(random.nextBoolean());
      case 4 -> JSON.arrayNode();
      case 5 -> JSON.objectNode();
      default -> JSON.textNode(TEXTS.get(random.nextInt(TEXTS.size())));
    };
  }
}
