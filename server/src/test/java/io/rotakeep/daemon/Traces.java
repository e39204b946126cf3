package io.rotakeep.daemon;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Looks for secrets in files, in whatever way they may be written down. */
final class Traces {
  private static final int SHORTEST = 8;

  private final List<byte[]> forms = new ArrayList<>();

  Traces(List<String> secrets) {
    for (String secret : secrets) {
      byte[] raw = secret.getBytes(StandardCharsets.UTF_8);
      add(secret);
      add(HexFormat.of().formatHex(raw));
      add(HexFormat.of().withUpperCase().formatHex(raw));
      add(URLEncoder.encode(secret, StandardCharsets.UTF_8));
      forms.add(secret.getBytes(StandardCharsets.UTF_16LE));
      forms.add(secret.getBytes(StandardCharsets.UTF_16BE));
      addBase64(secret);
    }
  }

  /** Base64 looks otherwise at each of three beginnings; what depends on its neighbours is cut. */
  private void addBase64(String secret) {
    for (int shift = 0; shift < 3; shift++) {
      byte[] shifted = ("x".repeat(shift) + secret).getBytes(StandardCharsets.UTF_8);
      String encoded = Base64.getEncoder().withoutPadding().encodeToString(shifted);
      String own = encoded.substring(4, encoded.length() - 2);
      add(own);
      add(own.replace('+', '-').replace('/', '_'));
    }
  }

  private void add(String form) {
    if (form.length() < SHORTEST) {
      throw new IllegalArgumentException("too short to be found: " + form.length());
    }
    forms.add(form.getBytes(StandardCharsets.UTF_8));
  }

  /** The files, of a tree or one, in which a secret stands. */
  List<Path> in(Path tree) throws IOException {
    try (Stream<Path> files = Files.walk(tree)) {
      return files.filter(Files::isRegularFile).filter(this::isIn).toList();
    }
  }

  private boolean isIn(Path file) {
    try {
      // One byte a character, so that the search for strings is one for bytes.
      String content = Files.readString(file, StandardCharsets.ISO_8859_1);
      return forms.stream()
          .anyMatch(form -> content.contains(new String(form, StandardCharsets.ISO_8859_1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
