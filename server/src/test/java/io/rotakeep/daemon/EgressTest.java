package io.rotakeep.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.rotakeep.adapter.oauth.SelfMadeCertificates;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.adapter.yaml.DaemonSettings.Address;
import io.rotakeep.adapter.yaml.DaemonSettings.Egress;
import io.rotakeep.adapter.yaml.SecretPlace;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.testkit.doubles.DoubleSettings;
import io.rotakeep.testkit.proxy.TunnelProxy;
import io.rotakeep.v1.ConnectionState;
import io.rotakeep.v1.Endpoints;
import io.rotakeep.v1.ErrorMeaning;
import io.rotakeep.v1.ErrorRule;
import io.rotakeep.v1.Provider;
import io.rotakeep.v1.Rotation;
import io.rotakeep.v1.RotationClass;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A whole daemon whose file says how it leaves; it leaves from 127.0.0.1. */
@Timeout(120)
final class EgressTest {
  private static final String NAME = "as.example.com";
  private static final Rotation FAMILY =
      Rotation.newBuilder().setRotationClass(RotationClass.ROTATION_CLASS_FAMILY).build();

  private final Lines log = new Lines();
  private final Logger root = (Logger) LoggerFactory.getLogger("io.rotakeep");

  /** Quiet in tests otherwise. */
  private final Logger rotation = (Logger) LoggerFactory.getLogger("io.rotakeep.core.rotation");

  private final Level quiet = rotation.getLevel();
  private final AuthorizationServerDouble server =
      AuthorizationServerDouble.start(DoubleSettings.standard());
  @TempDir Path dir;

  private static final class Lines extends AppenderBase<ILoggingEvent> {
    private final List<String> all = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent line) {
      all.add(line.getLevel() + " " + line.getFormattedMessage());
    }
  }

  @BeforeEach
  void attach() {
    root.setLevel(Level.INFO);
    rotation.setLevel(Level.ERROR);
    log.start();
    root.addAppender(log);
  }

  @AfterEach
  void detach() {
    root.detachAppender(log);
    root.setLevel(null);
    rotation.setLevel(quiet);
    server.close();
  }

  @Test
  void sendsNothingFromAnUndeclaredAddressAndSaysWhich() throws Exception {
    enrol();
    int before = presentations();

    try (Daemon daemon = daemon(declared("127.0.0.2"));
        var caller = new OneConnection(address(daemon))) {
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(caller::refresh)
          .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Code.FAILED_PRECONDITION))
          .withMessageContaining("egress_address");

      assertThat(caller.look().getState()).isEqualTo(ConnectionState.CONNECTION_STATE_ACTIVE);
      assertThat(presentations()).isEqualTo(before);
      assertThat(metrics(daemon))
          .contains("rotakeep_egress_undeclared_total{address=\"127.0.0.1\"} 1.0")
          .contains("outcome=\"client_fault\"");
      assertThat(log.all)
          .anyMatch(line -> line.startsWith("INFO egress.addresses (127.0.0.2) are watched"))
          .anyMatch(
              line ->
                  line.startsWith("ERROR NOTHING WAS SENT: it would have left from 127.0.0.1")
                      && line.contains("(127.0.0.2)"));
    }

    try (Daemon mended = daemon(declared("127.0.0.1"));
        var caller = new OneConnection(address(mended))) {
      assertThat(caller.refresh().getGeneration()).isEqualTo(3);
    }
  }

  @Test
  void namesItsAddressesWhereTheProviderRefusesThem() throws Exception {
    enrol();
    server.behaviour().admission().onlyFrom("127.0.0.9");

    try (Daemon daemon = daemon(declared("203.0.113.7"));
        var caller = new OneConnection(address(daemon))) {
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(caller::refresh)
          .withMessageContaining("egress_refused");

      assertThat(caller.look().getState()).isEqualTo(ConnectionState.CONNECTION_STATE_ACTIVE);
      assertThat(log.all)
          .anyMatch(line -> line.startsWith("INFO egress.addresses (203.0.113.7) cannot be watch"))
          .anyMatch(
              line ->
                  line.startsWith("ERROR provider doubled at 127.0.0.1:")
                      && line.contains(" refuses the address that we come from (egress_refused)")
                      && line.contains("we leave from 203.0.113.7"));
      server.behaviour().admission().onlyFrom();
      assertThat(caller.refresh().getGeneration()).isEqualTo(3);
    }
  }

  @Test
  void goesByItsProxyAndSpendsNothingWhereThatMakesNoTunnel() throws Exception {
    Files.writeString(dir.resolve("user"), "rotakeep\n");
    Files.writeString(dir.resolve("password"), "word\n");
    SelfMadeCertificates ours = new SelfMadeCertificates();

    try (TlsFront front =
            TlsFront.before(server.issuer(), ours.server(SelfMadeCertificates.host(NAME)));
        TunnelProxy proxy = TunnelProxy.to(Map.of(NAME + ":443", front.address()));
        Daemon daemon = daemon(by(proxy), ours.client());
        var caller = new OneConnection(address(daemon), EgressTest::outside)) {
      proxy.demand("Basic cm90YWtlZXA6d29yZA==");
      String token = caller.importFrom(server, FAMILY);

      proxy.answerAll("HTTP/1.1 502 Bad Gateway\r\n\r\n");
      assertThatExceptionOfType(StatusRuntimeException.class)
          .isThrownBy(caller::refresh)
          .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Code.UNAVAILABLE));
      assertThat(caller.look().getState()).isEqualTo(ConnectionState.CONNECTION_STATE_ACTIVE);
      proxy.answerAll(null);
      await()
          .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
          .until(() -> caller.refresh().getGeneration() == 3);

      assertThat(server.report().reuseCount()).isZero();
      assertThat(proxy.requests()).allMatch(head -> head.startsWith("CONNECT " + NAME + ":443 "));
      assertThat(proxy.heard()).doesNotContain(token);
      assertThat(log.all).anyMatch(line -> line.startsWith("INFO requests leave by egress.proxy"));
      assertThat(log.all).noneMatch(line -> line.contains("cm90YWtlZXA6d29yZA"));
    }
  }

  /** The double as if it were elsewhere. */
  private static Provider.Builder outside(Provider.Builder provider) {
    String base = "https://" + NAME;
    URI issuer = URI.create(provider.getIssuer());
    return provider
        .setIssuer(base + issuer.getRawPath())
        .setDiscovery(false)
        .setEndpoints(
            Endpoints.newBuilder().setAuthorization(base + "/authorize").setToken(base + "/token"));
  }

  /** With an error of the double's that stands for a refused address. */
  private static Provider.Builder refusing(Provider.Builder provider) {
    return provider.addErrors(
        ErrorRule.newBuilder()
            .setCode("invalid_grant")
            .setText("ip restricted")
            .setMeans(ErrorMeaning.ERROR_MEANING_EGRESS));
  }

  private void enrol() throws IOException {
    try (Daemon daemon = daemon(Egress.UNDECLARED);
        var caller = new OneConnection(address(daemon), EgressTest::refusing)) {
      assertThat(caller.importFrom(server, FAMILY)).isNotEmpty();
    }
  }

  private int presentations() {
    return (int)
        server.report().presentationsPerToken().values().stream().mapToLong(it -> it).sum();
  }

  private static Egress declared(String address) {
    return new Egress(null, List.of(address));
  }

  private Egress by(TunnelProxy proxy) {
    return new Egress(
        new DaemonSettings.Proxy(
            new Address("127.0.0.1", proxy.port()),
            new DaemonSettings.Proxy.Login(
                new SecretPlace.InFile(dir.resolve("user")),
                new SecretPlace.InFile(dir.resolve("password")))),
        List.of());
  }

  private Daemon daemon(Egress egress) throws IOException {
    return start(egress, Seams.NONE);
  }

  private Daemon daemon(Egress egress, SSLContext trust) throws IOException {
    return start(
        egress,
        new Seams() {
          @Override
          public SSLContext trust(SSLContext ofTheJdk) {
            return trust;
          }
        });
  }

  private Daemon start(Egress egress, Seams seams) throws IOException {
    DaemonSettings dev = MortalDaemon.settings(dir.resolve("data"));
    DaemonSettings settings =
        new DaemonSettings(
            dev.dataDir(),
            dev.witness(),
            dev.listen(),
            dev.seal(),
            dev.audit(),
            dev.access(),
            dev.notices(),
            dev.incidents(),
            egress,
            dev.limits(),
            dev.node());
    if (!Daemon.isInitialized(settings)) {
      var _ = Daemon.initialize(settings);
    }
    return Daemon.start(settings, seams);
  }

  private static String address(Daemon daemon) {
    return "127.0.0.1:" + daemon.grpcAddress().getPort();
  }

  private static String metrics(Daemon daemon) throws Exception {
    URI address = URI.create("http://127.0.0.1:" + daemon.httpAddress().getPort() + "/metrics");
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client
          .send(
              HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(20)).build(),
              BodyHandlers.ofString())
          .body();
    }
  }
}
