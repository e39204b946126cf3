package io.rotakeep.cli.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What is in every file below some directories, to tell whether anything was changed. Locks, which
 * name their last holder, and the journal's spare segments, which hold nothing yet, do not count.
 */
final class FileHashes {
  private static final Pattern WITHOUT_DATA = Pattern.compile("/(lock|spare-[^/]*)$");

  private FileHashes() {}

  static Map<Path, String> of(Path... directories) throws IOException {
    Map<Path, String> hashes = new TreeMap<>();
    for (Path directory : directories) {
      try (Stream<Path> files = Files.walk(directory)) {
        files
            .filter(Files::isRegularFile)
            .filter(file -> !WITHOUT_DATA.matcher(file.toString()).find())
            .forEach(file -> hashes.put(file, hash(file)));
      }
    }
    return hashes;
  }

  private static String hash(Path file) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
