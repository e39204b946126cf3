package io.rotakeep.cli.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.cli.trial.DaemonLaunch;
import io.rotakeep.cli.trial.DaemonProcess;
import io.rotakeep.client.RotakeepClientBuilder;
import io.rotakeep.testkit.certificates.TestCertificates;
import io.rotakeep.testkit.certificates.TestIdentity;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** All that {@code server --config} needs, in one directory: file, certificates, keys. */
final class ConfiguredHome {
  static final String OPERATOR = "spiffe://example.org/ops";
  static final String READER = "spiffe://example.org/crm";

  private final Path home;
  private final String classPath;
  private final Vouchers vouchers;
  private final TestCertificates certificates;
  private final TestIdentity server;

  /**
   * Who vouches for callers without certificates, in the words of the daemon's file.
   *
   * @param jwt an item of {@code listen.jwt}; empty for none
   * @param policies items of {@code policies}, for such callers
   */
  record Vouchers(String jwt, List<String> policies) {
    static final Vouchers NONE = new Vouchers("", List.of());
  }

  private ConfiguredHome(Path home, String classPath, Vouchers vouchers) throws IOException {
    this.home = home;
    this.classPath = classPath;
    this.vouchers = vouchers;
    Files.createDirectory(home.resolve("log"));
    certificates = TestCertificates.in(home.resolve("pki"));
    server = certificates.server();
  }

  /** Writes everything below {@code home} and has the program make the store's keys. */
  static ConfiguredHome in(Path home) throws IOException {
    return in(home, System.getProperty("java.class.path"), Vouchers.NONE);
  }

  /**
   * @param classPath where the program is
   */
  static ConfiguredHome in(Path home, String classPath, Vouchers vouchers) throws IOException {
    var configured = new ConfiguredHome(home, classPath, vouchers);
    configured.write("127.0.0.1:0", "127.0.0.1:0");
    configured.initialize();
    return configured;
  }

  /** Where the daemon's own files are. */
  Path dataDirectory() {
    return home.resolve("data");
  }

  Path authority() {
    return certificates.authority();
  }

  Path witness() {
    return home.resolve("witness/witness");
  }

  Path audit() {
    return home.resolve("audit.jsonl");
  }

  Path file() {
    return home.resolve("rotakeep.yaml");
  }

  Path logDirectory() {
    return home.resolve("log");
  }

  DaemonLaunch launch() {
    return DaemonLaunch.configured(file(), logDirectory()).onClassPath(classPath);
  }

  /** A caller whom the certificate names. */
  Consumer<RotakeepClientBuilder> as(String name, String spiffeId) {
    TestIdentity identity = certificates.spiffe(name, spiffeId);
    return builder ->
        builder
            .authority(certificates.authority())
            .identity(identity.certificate(), identity.key());
  }

  /** The same for commands. */
  Map<String, String> environment(String name, String spiffeId) {
    TestIdentity identity = certificates.spiffe(name, spiffeId);
    return Map.of(
        "ROTAKEEP_CA", certificates.authority().toString(),
        "ROTAKEEP_CERT", identity.certificate().toString(),
        "ROTAKEEP_KEY", identity.key().toString());
  }

  /** A caller who shows no certificate. */
  Consumer<RotakeepClientBuilder> asNobody() {
    return builder -> builder.authority(certificates.authority());
  }

  void write(String grpcAddress, String httpAddress) throws IOException {
    Files.writeString(
        file(),
        """
        data_dir: data
        witness: witness/witness
        listen:
          grpc:
            address: %s
            tls: {cert: %s, key: %s, client_ca: %s}
          http: {address: %s}
        %s
        seal: {type: key-file, path: seal.key}
        audit: [{type: file, path: audit.jsonl}]
        policies:
          - {name: ops, callers: ["%s"], connections: ["**"], roles: [operator, reader]}
          - {name: crm, callers: ["%s"], connections: ["story/public"], roles: [reader]}
        %s
        """
            .formatted(
                grpcAddress,
                server.certificate(),
                server.key(),
                certificates.authority(),
                httpAddress,
                vouchers.jwt().isEmpty() ? "" : "  jwt: [" + vouchers.jwt() + "]",
                OPERATOR,
                READER,
                vouchers.policies().stream()
                    .map(policy -> "  - " + policy)
                    .collect(Collectors.joining("\n"))));
  }

  /**
   * Has the daemon read its policies from a file of their own, which is returned; to be called
   * before it starts.
   *
   * @param more what else its file says
   */
  Path policiesApart(String more) throws IOException {
    String whole = Files.readString(file());
    int at = whole.indexOf("policies:");
    Files.writeString(file(), whole.substring(0, at) + "policies_file: policies.yaml\n" + more);
    return Files.writeString(home.resolve("policies.yaml"), whole.substring(at));
  }

  /** Has the daemon post notices there; to be called before it starts. */
  void tell(URI webhook, String key) throws IOException {
    Files.writeString(home.resolve("webhook.key"), key);
    Files.writeString(
        file(),
        "notify: {webhooks: [{name: ops, url: '%s', secret: {file: webhook.key}}]}\n"
            .formatted(webhook),
        StandardOpenOption.APPEND);
  }

  private void initialize() {
    var init =
        DaemonProcess.launch(
            DaemonLaunch.of(logDirectory(), "operator", "init", "--config", file().toString())
                .onClassPath(classPath));
    try (init) {
      assertThat(init.awaitExit()).as("%s", init.errorLines()).isZero();
    }
  }
}
