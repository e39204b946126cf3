package io.rotakeep.testkit.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SecretSearchTest {
  private static final String SECRET = "rt_7/Kd+2n=_~é-9sQpXw0aLmZ";

  @TempDir private Path directory;

  static Stream<String> disguises() {
    byte[] bytes = SECRET.getBytes(StandardCharsets.UTF_8);
    byte[] header = ("a:" + SECRET).getBytes(StandardCharsets.UTF_8);
    byte[] document = ("{\"" + SECRET + "\"}").getBytes(StandardCharsets.UTF_8);
    String hex = HexFormat.of().formatHex(bytes);
    return Stream.of(
        SECRET,
        hex,
        hex.toUpperCase(Locale.ROOT),
        URLEncoder.encode(SECRET, StandardCharsets.UTF_8),
        Base64.getEncoder().encodeToString(bytes),
        Base64.getEncoder().encodeToString(header),
        Base64.getEncoder().encodeToString(document),
        Base64.getUrlEncoder().encodeToString(bytes),
        Base64.getUrlEncoder().withoutPadding().encodeToString(document));
  }

  @ParameterizedTest
  @MethodSource("disguises")
  void findsTheSecretInEveryDisguise(String disguise) throws IOException {
    Path file = Files.createDirectories(directory.resolve("deep/down")).resolve("file");
    Files.writeString(file, "before " + disguise + " after");

    SecretSearch.Result result =
        new SecretSearch(List.of("another-secret-12345", SECRET)).in(directory);

    assertThat(result.found()).extracting(Found::file).containsOnly(file);
    assertThat(result.files()).isEqualTo(1);
  }

  @Test
  void findsNothingWhereNothingIs() throws IOException {
    Files.writeString(directory.resolve("file"), SECRET.substring(1) + SECRET.substring(0, 20));
    Files.createFile(directory.resolve("empty"));

    SecretSearch.Result result = new SecretSearch(List.of(SECRET)).in(directory);

    assertThat(result.found()).isEmpty();
    assertThat(result.files()).isEqualTo(2);
  }
}
