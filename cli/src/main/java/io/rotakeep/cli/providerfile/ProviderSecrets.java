package io.rotakeep.cli.providerfile;

import com.google.protobuf.ByteString;
import io.rotakeep.adapter.yaml.Node;
import io.rotakeep.adapter.yaml.Place;
import io.rotakeep.adapter.yaml.RefusedFileException;
import io.rotakeep.v1.ClientSecret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Reads the client's secrets from where the provider file says they are. No message shows anything
 * of a value, not even of one that stands in the file by mistake.
 */
final class ProviderSecrets {
  static final String KEY = "client.secrets";
  private static final int MOST = 2;
  private static final int LONGEST = 16_384;
  private static final String MEND =
      "a secret does not belong in this file; give [{file: PATH}] or [{env: NAME}]";

  /** For keys that would hold a secret. */
  static final String MEND_KEY =
      "a secret does not belong in this file; give client.secrets: [{file: PATH}] or [{env: NAME}]";

  private final String file;
  private final Path directory;
  private final Map<String, String> environment;

  /**
   * Reads from the given surroundings.
   *
   * @param directory what relative paths are relative to
   */
  ProviderSecrets(String file, Path directory, Map<String, String> environment) {
    this.file = file;
    this.directory = directory;
    this.environment = environment;
  }

  List<ClientSecret> read(Node document) {
    if (!(document instanceof Node.Mapping root)
        || !root.entries().containsKey("client")
        || !(root.entries().get("client").value() instanceof Node.Mapping client)
        || !client.entries().containsKey("secrets")) {
      return List.of();
    }
    var entry = client.entries().get("secrets");
    if (!(entry.value() instanceof Node.Sequence(Place place, List<Node> items))) {
      throw refused(entry.value().place(), KEY, MEND);
    }
    if (items.size() > MOST) {
      throw refused(place, KEY, "at most two, while one takes the other's place");
    }
    return items.stream().map(this::one).toList();
  }

  private ClientSecret one(Node item) {
    if (!(item instanceof Node.Mapping mapping) || mapping.entries().size() != 1) {
      throw refused(item.place(), KEY, MEND);
    }
    var entry = mapping.entries().entrySet().iterator().next();
    var place = entry.getValue().place();
    if (!(entry.getValue().value() instanceof Node.Scalar scalar)
        || scalar.type() != Node.Type.TEXT) {
      throw refused(place, KEY, MEND);
    }
    var value =
        switch (entry.getKey()) {
          case "file" -> fromFile(scalar);
          case "env" -> fromEnvironment(scalar);
          default -> throw refused(place, KEY, MEND);
        };
    return ClientSecret.newBuilder().setValue(value).build();
  }

  private ByteString fromFile(Node.Scalar name) {
    var path = path(name);
    // Counted while it is read: what is no regular file has no size.
    try (InputStream in = Files.newInputStream(path)) {
      byte[] value = in.readNBytes(LONGEST + 3);
      if (value.length > LONGEST + 2) {
        throw refused(name.place(), KEY, path + " is longer than 16384 bytes");
      }
      return checked(name, value, path.toString());
    } catch (IOException e) {
      var why = Files.exists(path) ? "cannot be read" : "does not exist";
      throw refused(name.place(), KEY, path + " " + why);
    }
  }

  private Path path(Node.Scalar name) {
    try {
      return directory.resolve(name.text());
    } catch (InvalidPathException e) {
      throw refused(name.place(), KEY, MEND);
    }
  }

  private ByteString fromEnvironment(Node.Scalar name) {
    var value = environment.get(name.text());
    if (value == null) {
      // The name is not repeated: it may be the secret, written there by mistake.
      throw refused(name.place(), KEY, "the environment variable that it names is not set");
    }
    return checked(name, value.getBytes(StandardCharsets.UTF_8), name.text());
  }

  /** Editors and {@code echo} end a file with a line break that is no part of the secret. */
  private ByteString checked(Node.Scalar name, byte[] value, String source) {
    int end = value.length;
    while (end > 0 && (value[end - 1] == '\n' || value[end - 1] == '\r')) {
      end--;
    }
    if (end == 0) {
      throw refused(name.place(), KEY, source + " is empty");
    }
    var secret = ByteString.copyFrom(value, 0, end);
    Arrays.fill(value, (byte) 0);
    return secret;
  }

  private RefusedFileException refused(Place place, String key, String rule) {
    return RefusedFileException.at(file, place, key, rule);
  }
}
