package io.rotakeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigCommandTest {
  private static final Path CONFIG = Path.of("../config");

  @TempDir Path dir;

  @Test
  void saysOkOfTheShippedFileOnceItsCertificatesAreThere() throws IOException {
    Path tls = Files.createDirectories(dir.resolve("run/tls"));
    for (var name : new String[] {"server.crt", "server.key", "ca.crt", "ca.crl"}) {
      Files.createFile(tls.resolve(name));
    }
    Path file = Files.createDirectory(dir.resolve("config")).resolve("rotakeep.yaml");
    Files.copy(CONFIG.resolve("rotakeep.yaml"), file);

    var run = new Run().of("config", "check", file.toString());

    assertThat(run.err()).isEmpty();
    assertThat(run.out()).isEqualTo(file + ": ok\n");
    assertThat(run.exitCode()).isZero();
    assertThat(dir.resolve("run/data")).doesNotExist();
  }

  @Test
  void saysWhereTheFileIsWrongAndHowToMendIt() throws IOException {
    Path file = Files.writeString(dir.resolve("r.yaml"), "data_dir: /x\nlisten: {grcp: {}}\n");

    var run = new Run().of("config", "check", file.toString());

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .startsWith("INVALID_ARGUMENT: " + file + ":2:10: listen.grcp: unknown key; known here: ")
        .endsWith("; did you mean grpc?\n");
  }

  @Test
  void checksAProviderFileToo() throws IOException {
    Path good = Files.writeString(dir.resolve("p.yaml"), "name: p\npreset: generic\n");
    Path bad = Files.writeString(dir.resolve("q.yaml"), "name: p\npreste: generic\n");

    assertThat(new Run().of("config", "check", "--provider", good.toString()).out())
        .isEqualTo(good + ": ok\n");
    assertThat(new Run().of("config", "check", "--provider", bad.toString()).err())
        .startsWith("INVALID_ARGUMENT: " + bad + ":2:1: preste: unknown key; known here: name,")
        .endsWith("; did you mean preset?\n");
  }

  @ParameterizedTest
  @CsvSource({
    "daemon, rotakeep",
    "policies, policies",
    "provider, provider",
    "preset, preset",
  })
  void printsTheSchemaThatIsShipped(String kind, String name) throws IOException {
    var run = new Run().of("config", "schema", kind);

    assertThat(run.out())
        .isEqualTo(Files.readString(CONFIG.resolve("schema/" + name + ".schema.json")));
  }
}
