package io.rotakeep.adapter.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class MigrationsTest {
  @Test
  void namesTheVersionsOfAllFiles() throws IOException, URISyntaxException {
    URL folder = Objects.requireNonNull(Migrations.class.getResource("/db/migration"));

    List<String> versions;
    try (var files = Files.list(Path.of(folder.toURI()))) {
      versions =
          files
              .map(file -> file.getFileName().toString().replaceFirst("^V(\\d+)__.*\\.sql$", "$1"))
              .sorted()
              .toList();
    }

    assertThat(Migrations.VERSIONS).isEqualTo(versions);
  }
}
