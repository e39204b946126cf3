package io.rotakeep.cli.providerfile;

import io.rotakeep.adapter.yaml.Node;
import io.rotakeep.adapter.yaml.RefusedFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Reads the server's authorities from the file that {@code tls.ca} of a provider file names. */
final class ProviderAuthorities {
  private static final String KEY = "tls.ca";
  private static final int LONGEST = 64 * 1024;
  private static final String MEND = "must be {file: PATH} of a file with certificates in PEM";

  private final String file;
  private final Path directory;

  /**
   * @param directory what relative paths are relative to
   */
  ProviderAuthorities(String file, Path directory) {
    this.file = file;
    this.directory = directory;
  }

  /** Empty if the provider file names none. */
  String read(Node document) {
    return document instanceof Node.Mapping root
            && root.entries().containsKey("tls")
            && root.entries().get("tls").value() instanceof Node.Mapping tls
            && tls.entries().containsKey("ca")
        ? from(tls.entries().get("ca").value())
        : "";
  }

  private String from(Node written) {
    if (!(written instanceof Node.Mapping mapping)
        || mapping.entries().size() != 1
        || !mapping.entries().containsKey("file")
        || !(mapping.entries().get("file").value() instanceof Node.Scalar name)
        || name.type() != Node.Type.TEXT) {
      throw RefusedFileException.at(file, written.place(), KEY, MEND);
    }
    var path = path(name);
    // Counted while it is read: what is no regular file has no size.
    try (InputStream in = Files.newInputStream(path)) {
      byte[] pem = in.readNBytes(LONGEST + 1);
      if (pem.length > LONGEST) {
        throw refused(name, path + " is longer than 64 KiB");
      }
      return new String(pem, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw refused(name, path + (Files.exists(path) ? " cannot be read" : " does not exist"));
    }
  }

  private Path path(Node.Scalar name) {
    try {
      return directory.resolve(name.text());
    } catch (InvalidPathException e) {
      throw refused(name, MEND);
    }
  }

  private RefusedFileException refused(Node.Scalar name, String rule) {
    return RefusedFileException.at(file, name.place(), KEY, rule);
  }
}
