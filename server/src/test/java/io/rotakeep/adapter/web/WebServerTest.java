package io.rotakeep.adapter.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.enrollment.EnrollmentResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
final class WebServerTest {
  private static final Observation CALM =
      new Observation(() -> "a 1.0\n", () -> new Readiness.Ready());

  @Test
  void showsMetricsInPrometheusTextFormat() throws Exception {
    try (WebTestBed bed = WebTestBed.plain()) {
      HttpResponse<String> response = bed.get("/metrics");

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.headers().firstValue("Content-Type"))
          .hasValue("text/plain; version=0.0.4; charset=utf-8");
      assertThat(response.body()).isEqualTo("rotakeep_sealed 0.0\n");
    }
  }

  @Test
  void isAliveAndReady() throws Exception {
    try (WebTestBed bed = WebTestBed.plain()) {
      assertThat(bed.get("/healthz").statusCode()).isEqualTo(200);
      assertThat(bed.get("/readyz").statusCode()).isEqualTo(200);
      assertThat(bed.send("/readyz", request -> request.HEAD()).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void takesNoOrdersWhereItOnlyShows() throws Exception {
    try (WebTestBed bed = WebTestBed.plain()) {
      HttpResponse<String> response =
          bed.send("/metrics", request -> request.POST(BodyPublishers.noBody()));

      assertThat(response.statusCode()).isEqualTo(405);
      assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD");
    }
  }

  @Test
  void saysInOneLineWhyItIsNotReady() throws Exception {
    Observation sealed =
        new Observation(() -> "", () -> new Readiness.NotReady("sealed:\r\nunseal it"));
    try (WebServer server = started(WebTestBed.FREE, null, sealed)) {
      String answer = get(server.callbackAddress(), "/readyz");

      assertThat(answer).startsWith("HTTP/1.1 503").endsWith("\r\n\r\nsealed: unseal it\n");
    }
  }

  @Test
  void staysAliveWhenTheScrapeFails() throws Exception {
    Observation failing =
        new Observation(
            () -> {
              throw new IllegalStateException("secret");
            },
            () -> new Readiness.Ready());
    try (WebServer server = started(WebTestBed.FREE, null, failing)) {
      assertThat(get(server.callbackAddress(), "/metrics"))
          .startsWith("HTTP/1.1 500")
          .doesNotContain("secret");
      assertThat(get(server.callbackAddress(), "/healthz")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void keepsMetricsApartFromTheCallbackWhenToldTo() throws Exception {
    try (WebServer server = started(WebTestBed.FREE, WebTestBed.FREE, CALM)) {
      assertThat(server.observationAddress()).isNotEqualTo(server.callbackAddress());
      assertThat(get(server.observationAddress(), "/metrics")).startsWith("HTTP/1.1 200");
      assertThat(get(server.observationAddress(), "/oauth/callback")).startsWith("HTTP/1.1 404");
      assertThat(get(server.callbackAddress(), "/metrics")).startsWith("HTTP/1.1 404");
      assertThat(get(server.callbackAddress(), "/healthz")).startsWith("HTTP/1.1 404");
      assertThat(get(server.callbackAddress(), "/oauth/callback")).startsWith("HTTP/1.1 400");
    }
  }

  @Test
  void namesAnAddressThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(WebTestBed.FREE);
      InetSocketAddress address =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());

      assertThatThrownBy(() -> started(address, null, CALM))
          .isInstanceOf(ListenException.class)
          .hasMessageContaining(":" + taken.getLocalPort())
          .hasMessageContaining("in use")
          .hasMessageContaining("listen.http");
    }
  }

  @Test
  void takesNoAddressWhenItCannotHaveAll() throws Exception {
    try (ServerSocket taken = new ServerSocket();
        ServerSocket probe = new ServerSocket()) {
      taken.bind(WebTestBed.FREE);
      InetSocketAddress free = freeAddress();
      InetSocketAddress second =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());

      assertThatThrownBy(() -> started(free, second, CALM))
          .isInstanceOf(ListenException.class)
          .hasMessageContaining("listen.metrics");

      probe.bind(free);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"192.0.2.1", "no-such-host.invalid"})
  void namesAnAddressThatIsNotOurs(String host) {
    InetSocketAddress address = new InetSocketAddress(host, 0);

    assertThatThrownBy(() -> started(address, null, CALM))
        .isInstanceOf(ListenException.class)
        .hasMessageContaining(host);
  }

  @Test
  void finishesWhatIsUnderWayBeforeItStops() throws Exception {
    Executor threads = task -> Thread.ofVirtual().start(task);
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    FakeVisits visits = new FakeVisits();
    visits.answer(() -> awaiting(arrived, goOn));
    WebServer server =
        new WebServer(new Listening(WebTestBed.FREE, null, null), visits, CALM, new SecureRandom());
    server.start();
    String callback = "/oauth/callback?code=c&state=" + FakeVisits.STATE;

    CompletableFuture<String> answer =
        CompletableFuture.supplyAsync(
            () -> getQuietly(server.callbackAddress(), callback), threads);
    arrived.await();
    CompletableFuture<Void> stopping = CompletableFuture.runAsync(server::close, threads);
    Awaitility.await().until(() -> !canConnect(server.callbackAddress()));
    goOn.countDown();

    assertThat(answer.get()).startsWith("HTTP/1.1 200").contains("Connected");
    assertThat(stopping).succeedsWithin(Duration.ofSeconds(20));
  }

  private static EnrollmentResult awaiting(CountDownLatch arrived, CountDownLatch goOn) {
    arrived.countDown();
    try {
      goOn.await();
    } catch (InterruptedException e) {
      throw new AssertionError("interrupted while an exchange was under way", e);
    }
    return new EnrollmentResult.Completed(FakeVisits.CONNECTION, null);
  }

  private static WebServer started(
      InetSocketAddress callback, @Nullable InetSocketAddress apart, Observation observation) {
    WebServer server =
        new WebServer(
            new Listening(callback, apart, null),
            new FakeVisits(),
            observation,
            new SecureRandom());
    server.start();
    return server;
  }

  private static InetSocketAddress freeAddress() throws IOException {
    try (ServerSocket free = new ServerSocket()) {
      free.bind(WebTestBed.FREE);
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), free.getLocalPort());
    }
  }

  private static String get(InetSocketAddress address, String path) throws IOException {
    return RawHttp.send(address, "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
  }

  private static String getQuietly(InetSocketAddress address, String path) {
    try {
      return get(address, path);
    } catch (IOException e) {
      throw new AssertionError("no answer", e);
    }
  }

  private static boolean canConnect(InetSocketAddress address) {
    try (var socket = RawHttp.open(address)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
