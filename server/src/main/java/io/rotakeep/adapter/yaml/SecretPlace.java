package io.rotakeep.adapter.yaml;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/** Where a secret of the daemon's is: never in its file, and read only when it is needed. */
public sealed interface SecretPlace {
  int LONGEST = 4096;

  /** A file that holds it alone. */
  record InFile(Path file) implements SecretPlace {}

  /** A variable of the environment. */
  record InVariable(String name) implements SecretPlace {}

  Key.Omissible<Path> FILE =
      Key.omissible(
          "file", Kind.PATH, "/run/secrets/proxy-password", "A file that holds it alone.");
  Key.Omissible<String> VARIABLE =
      Key.omissible("env", Kind.TEXT, "PROXY_PASSWORD", "The environment variable of it.");
  String MEND = "a secret does not belong in this file; write {file: PATH} or {env: NAME}";

  /** Refused at once if nothing usable is there. */
  static Kind<SecretPlace> kind() {
    return new Kind<>(new Shape.OneOf(Keys.of(FILE, VARIABLE)), SecretPlace::place);
  }

  private static SecretPlace place(Setting setting) {
    if (!(setting.node() instanceof Node.Mapping mapping) || mapping.entries().size() != 1) {
      throw setting.refused(MEND);
    }
    Section section = setting.section(Keys.of(FILE, VARIABLE));
    SecretPlace place =
        section
            .find(FILE)
            .<SecretPlace>map(InFile::new)
            .orElseGet(() -> new InVariable(section.find(VARIABLE).orElseThrow()));
    try (SecretBytes _ = place.read(System.getenv())) {
      return place;
    } catch (InvalidFieldException e) {
      throw setting.refused(e.rule());
    }
  }

  /**
   * A line break at the end, which editors leave, is no part of it. The caller closes it.
   *
   * @throws InvalidFieldException if there is none, or none that is usable
   */
  default SecretBytes read(Map<String, String> environment) {
    return switch (this) {
      case InFile(Path file) -> checked(file.toString(), bytes(file));
      case InVariable(String name) -> {
        String value = environment.get(name);
        if (value == null) {
          // The name is not repeated: it may be the secret, written there by mistake.
          throw new InvalidFieldException(
              "env", "the variable it names is not set in the environment; set it");
        }
        yield checked(name, value.getBytes(StandardCharsets.UTF_8));
      }
    };
  }

  private static byte[] bytes(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(LONGEST + 1);
    } catch (IOException _) {
      String name = file.toString();
      throw new InvalidFieldException(
          name, name + " cannot be read; make it, or correct the path or its rights");
    }
  }

  private static SecretBytes checked(String name, byte[] value) {
    try {
      int end = value.length;
      while (end > 0 && (value[end - 1] == '\n' || value[end - 1] == '\r')) {
        end--;
      }
      if (end == 0 || value.length > LONGEST) {
        throw new InvalidFieldException(name, name + " must hold 1 to 4096 bytes; correct it");
      }
      for (int i = 0; i < end; i++) {
        if ((value[i] >= 0 && value[i] < ' ') || value[i] == 0x7f) {
          throw new InvalidFieldException(
              name, name + " must hold no control characters; write it anew");
        }
      }
      return SecretBytes.owning(Arrays.copyOf(value, end));
    } finally {
      Arrays.fill(value, (byte) 0);
    }
  }
}
