package io.rotakeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerCommandTest {
  @TempDir Path dir;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "server",
        "server --dev --config x",
        "server --config x --data-dir y",
        "server --config x --grpc-address 127.0.0.1:1",
        "server --dev --port 1",
        "operator init",
      })
  void endsWithTwoWhenCalledWrongly(String line) {
    var run = new Run().of(line.split(" "));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).containsAnyOf("rotakeep server", "rotakeep operator init");
  }

  @Test
  void runsForDevelopmentAndGoesOnAfterARestart() {
    var statuses = new ArrayList<String>();

    var first = runDev(statuses);
    var second = runDev(statuses);

    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out()).startsWith("rotakeep is ready: grpc 127.0.0.1:");
    assertThat(first.err()).contains("DEVELOPMENT MODE");
    assertThat(second.exitCode()).as(second.err()).isZero();
    assertThat(statuses)
        .hasSize(2)
        .allSatisfy(status -> assertThat(status).matches("(?s).*\\ninitialized +true\n.*"))
        .allSatisfy(status -> assertThat(status).matches("(?s).*\\ndev +true\n.*"));
    assertThat(storeIds(statuses)).hasSize(2).containsOnly(storeIds(statuses).getFirst());
  }

  private Run runDev(List<String> statuses) {
    var server = new Run();
    return server
        .meanwhile(() -> statuses.add(statusOf(server)))
        .of(
            "server",
            "--dev",
            "--data-dir=" + dir.resolve("data"),
            "--grpc-address=127.0.0.1:0",
            "--http-address=127.0.0.1:0");
  }

  private static String statusOf(Run server) {
    var address = server.out().replaceAll("(?s).*grpc ([^,]+),.*", "$1");
    var status = new Run().of("operator", "status", "--address", address);
    return status.out() + status.err();
  }

  private static List<String> storeIds(List<String> statuses) {
    return statuses.stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith("store_id"))
        .toList();
  }

  @Test
  void listensForDevelopmentOnLoopbackOnly() {
    var run = new Run().of("server", "--dev", "--data-dir=" + dir, "--grpc-address=0.0.0.0:0");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("INVALID_ARGUMENT: --grpc-address: must be loopback");
  }

  @Test
  void saysThatAPortIsTaken() throws IOException {
    try (var taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      var address = "127.0.0.1:" + taken.getLocalPort();
      var run =
          new Run()
              .of(
                  "server",
                  "--dev",
                  "--data-dir=" + dir.resolve("data"),
                  "--grpc-address=" + address,
                  "--http-address=127.0.0.1:0");

      assertThat(run.exitCode()).isEqualTo(1);
      assertThat(run.err()).contains("UNAVAILABLE: ").contains(address);
      assertThat(run.out()).isEmpty();
    }
  }

  @Test
  void tellsWhatIsWrongWithItsFile() throws IOException {
    var file = Files.writeString(dir.resolve("rotakeep.yaml"), "data_dirr: /tmp/x\n");

    var run = new Run().with("ROTAKEEP_CONFIG", file.toString()).of("server");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).startsWith("INVALID_ARGUMENT: " + file + ":1:1: data_dirr: ");
  }

  @Test
  void initializesAStoreOnce() throws IOException {
    var file = Files.writeString(dir.resolve("rotakeep.yaml"), settings());

    var first = new Run().of("operator", "init", "--config", file.toString());
    var second = new Run().of("operator", "init", "--config", file.toString());

    assertThat(first.exitCode()).as(first.err()).isZero();
    assertThat(first.out()).startsWith("initialized store ");
    assertThat(first.err()).contains("seal.key", "next step: rotakeep server --config " + file);
    assertThat(second.exitCode()).isEqualTo(1);
    assertThat(second.err()).startsWith("FAILED_PRECONDITION: ").contains("initialized already");
  }

  private String settings() throws IOException {
    var pem = Files.writeString(dir.resolve("some.pem"), "");
    return """
    data_dir: %1$s/data
    witness: %1$s/witness/witness
    listen:
      grpc: {address: "127.0.0.1:0", tls: {cert: %2$s, key: %2$s, client_ca: %2$s}}
      http: {address: "127.0.0.1:0"}
    seal: {type: key-file, path: %1$s/seal.key}
    audit: [{type: file, path: %1$s/audit.jsonl}]
    policies:
      - {name: ops, callers: ["dns:ops.example"], connections: ["**"], roles: [operator]}
    """
        .formatted(dir, pem);
  }
}
