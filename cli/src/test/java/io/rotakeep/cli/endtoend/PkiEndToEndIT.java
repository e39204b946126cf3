package io.rotakeep.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.rotakeep.cli.trial.DaemonLaunch;
import io.rotakeep.cli.trial.DaemonProcess;
import io.rotakeep.client.RotakeepClient;
import io.rotakeep.client.RotakeepException;
import io.rotakeep.v1.Fault;
import io.rotakeep.v1.GetStatusRequest;
import io.rotakeep.v1.SystemServiceGrpc;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From an empty directory to a call over mutual TLS, and to the end of a caller, by commands. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
final class PkiEndToEndIT {
  /** So that only a daemon that does not look breaks it, and no busy machine. */
  private static final Duration GENEROUS = Duration.ofSeconds(20);

  private static final String CUT = "a connection was ended, since its certificate ";

  @TempDir private Path home;

  @ParameterizedTest
  @ValueSource(strings = {"p256", "ed25519"})
  void letsACallerInAndTurnsItAwayWithoutARestart(String algorithm) throws IOException {
    Path file = initialized(algorithm);
    try (var daemon = DaemonProcess.start(DaemonLaunch.configured(file, home.resolve("log")));
        var crm = client(daemon, "crm");
        var ops = client(daemon, "ops")) {
      OpenConnection open = OpenConnection.of(crm);
      OpenConnection other = OpenConnection.of(ops);
      run("pki", "revoke", "crm", "--dir", pki());

      assertEndedSoon(open, algorithm);
      String cut = CUT + serial("crm") + " ";
      await()
          .atMost(GENEROUS)
          .until(() -> daemon.errorLines().stream().anyMatch(line -> line.contains(cut)));
      try (var again = client(daemon, "crm")) {
        assertThat(isTurnedAway(again)).isTrue();
      }
      assertThat(other.isOpen()).isTrue();
      String others = CUT + serial("ops") + " ";
      assertThat(daemon.errorLines()).noneMatch(line -> line.contains(others));
      call(ops);
    }
  }

  @Test
  void revokesWhileItsOwnKeyIsWrongAndTellsOfThatUntilItIsMended() throws IOException {
    Path file = initialized("p256");
    Path key = home.resolve("pki/server.key");
    byte[] right = Files.readAllBytes(key);
    try (var daemon = DaemonProcess.start(DaemonLaunch.configured(file, home.resolve("log")));
        var crm = client(daemon, "crm");
        var ops = client(daemon, "ops")) {
      call(crm);
      Files.write(key, Files.readAllBytes(home.resolve("pki/ops.key")));
      run("pki", "revoke", "crm", "--dir", pki());

      await().atMost(Duration.ofSeconds(30)).until(() -> isTurnedAway(crm));
      await().atMost(Duration.ofSeconds(30)).until(() -> !faults(ops).isEmpty());
      assertThat(faults(ops)).singleElement().asString().contains("server.key is not the key of");

      Files.write(key, right);
      await().atMost(Duration.ofSeconds(30)).until(() -> faults(ops).isEmpty());
    }
  }

  @Test
  void losesNoRevocationOfCommandsAtOnce() throws Exception {
    List<String> names = List.of("a", "b", "c", "d");
    Files.createDirectory(home.resolve("log"));
    run("pki", "init", "--dir", pki());
    for (String name : names) {
      run("pki", "issue", name, "--spiffe-id", "spiffe://example.org/" + name, "--dir", pki());
    }

    List<DaemonProcess> commands = new ArrayList<>();
    for (String name : names) {
      Path log = Files.createDirectory(home.resolve("log-" + name));
      commands.add(
          DaemonProcess.launch(DaemonLaunch.of(log, "pki", "revoke", name, "--dir", pki())));
    }
    for (DaemonProcess command : commands) {
      try (command) {
        assertThat(command.awaitExit()).as("%s", command.errorLines()).isZero();
      }
    }

    try (InputStream in = Files.newInputStream(home.resolve("pki/ca.crl"))) {
      X509CRL list = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(in);
      assertThat(list.getRevokedCertificates()).hasSize(names.size());
    }
  }

  private Path initialized(String algorithm) throws IOException {
    Files.createDirectory(home.resolve("log"));
    run("pki", "init", "--algorithm", algorithm, "--dir", pki());
    run("pki", "issue", "server", "--dns", "localhost", "--ip", "127.0.0.1", "--dir", pki());
    for (String name : new String[] {"crm", "ops"}) {
      run("pki", "issue", name, "--spiffe-id", "spiffe://example.org/" + name, "--dir", pki());
    }
    Path file = Files.writeString(home.resolve("rotakeep.yaml"), settings());
    run("operator", "init", "--config", file.toString());
    return file;
  }

  private String pki() {
    return home.resolve("pki").toString();
  }

  private void run(String... arguments) {
    try (var command = DaemonProcess.launch(DaemonLaunch.of(home.resolve("log"), arguments))) {
      assertThat(command.awaitExit())
          .as("%s: %s", Stream.of(arguments).toList(), command.errorLines())
          .isZero();
    }
  }

  private RotakeepClient client(DaemonProcess daemon, String name) {
    Path pki = home.resolve("pki");
    return RotakeepClient.builder()
        .address(daemon.grpcAddress())
        .authority(pki.resolve("ca.crt"))
        .identity(pki.resolve(name + ".crt"), pki.resolve(name + ".key"))
        .deadline(Duration.ofSeconds(30))
        .build();
  }

  private static void call(RotakeepClient client) {
    var _ =
        SystemServiceGrpc.newBlockingStub(client.channel())
            .getStatus(GetStatusRequest.getDefaultInstance());
  }

  private static List<String> faults(RotakeepClient client) {
    return SystemServiceGrpc.newBlockingStub(client.channel())
        .getStatus(GetStatusRequest.getDefaultInstance())
        .getFaultsList()
        .stream()
        .filter(fault -> fault.getPart().equals("tls"))
        .map(Fault::getDetail)
        .toList();
  }

  /** To the client nobody is there any more: its connection was ended, and no other is made. */
  private void assertEndedSoon(OpenConnection open, String algorithm) throws IOException {
    OpenConnection.End refused = open.refused();
    OpenConnection.End ended = open.ended();
    Instant listed = replaced(home.resolve("pki/ca.crl"));
    System.out.printf(
        "revoked, %s: a call on the open connection was refused %d ms after the new list was there,"
            + " its stream ended after %d ms%n",
        algorithm, refused.after(listed).toMillis(), ended.after(listed).toMillis());
    for (OpenConnection.End end : List.of(refused, ended)) {
      assertThat(end.code()).isEqualTo(Status.Code.UNAVAILABLE);
      assertThat(end.after(listed)).isLessThan(GENEROUS);
    }
  }

  /** When the file got its place: a rename, which leaves the time of its content alone. */
  private static Instant replaced(Path file) throws IOException {
    return ((FileTime) Files.getAttribute(file, "unix:ctime")).toInstant();
  }

  private String serial(String name) {
    try (InputStream in = Files.newInputStream(home.resolve("pki/" + name + ".crt"))) {
      var factory = CertificateFactory.getInstance("X.509");
      return ((X509Certificate) factory.generateCertificate(in)).getSerialNumber().toString(16);
    } catch (IOException | CertificateException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isTurnedAway(RotakeepClient client) {
    try {
      call(client);
      return false;
    } catch (StatusRuntimeException e) {
      assertThat(RotakeepException.from(e).status()).isEqualTo(Status.Code.UNAVAILABLE);
      return true;
    }
  }

  private static String settings() {
    return """
    data_dir: data
    listen:
      grpc:
        address: "127.0.0.1:0"
        tls:
          cert: pki/server.crt
          key: pki/server.key
          client_ca: pki/ca.crt
          client_crl: pki/ca.crl
      http: {address: "127.0.0.1:0"}
    seal: {type: key-file, path: seal.key}
    audit: [{type: file, path: audit.jsonl}]
    policies:
      - name: all
        callers: ["spiffe://example.org/*"]
        connections: ["**"]
        roles: [reader, security]
    """;
  }
}
