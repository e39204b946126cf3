package io.rotakeep.adapter.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.rotakeep.adapter.oauth.HttpWebhookPost;
import io.rotakeep.adapter.oauth.OutboundSettings;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.notice.Delivery;
import io.rotakeep.core.notice.Notice;
import io.rotakeep.core.provider.AddressGuard;
import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Webhooks over real HTTP on loopback. */
class WebhookChannelTest {
  private static final byte[] KEY =
      "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".getBytes(StandardCharsets.US_ASCII);
  private static final String WRITTEN = "whsec_" + Base64.getEncoder().encodeToString(KEY);
  private static final Instant NOW = Instant.parse("2026-11-27T15:00:00Z");

  private record Received(String id, String timestamp, String signature, String body) {}

  private final List<Received> received = new CopyOnWriteArrayList<>();
  private final List<String> elsewhere = new CopyOnWriteArrayList<>();
  private volatile int status = 204;
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/hook", this::take);
    server.createContext(
        "/elsewhere",
        exchange -> {
          elsewhere.add("asked");
          exchange.sendResponseHeaders(204, -1);
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void signsAsStandardWebhooksDoes() throws GeneralSecurityException {
    Delivery delivery = channel(WRITTEN).tell(SampleNotices.opened());

    assertThat(delivery).isEqualTo(new Delivery.Delivered());
    Received one = received.getFirst();
    assertThat(one.id()).isEqualTo(SampleNotices.ID + "-opened");
    assertThat(one.timestamp()).isEqualTo(Long.toString(NOW.getEpochSecond()));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
    mac.update((one.id() + "." + one.timestamp() + ".").getBytes(StandardCharsets.US_ASCII));
    assertThat(one.signature())
        .isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(bytes(one.body()))));
  }

  /** The example of the specification's own libraries. */
  @Test
  void signsTheKnownExample() {
    byte[] key = Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    try (SecretBytes secret = SecretBytes.copyOf(key)) {
      assertThat(
              WebhookSignature.of(
                  secret,
                  "msg_p5jXN8AQM9LWM0D4loKWxJek",
                  1_614_265_330,
                  "{\"test\": 2432232314}".getBytes(StandardCharsets.US_ASCII)))
          .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
  }

  @Test
  void tellsWhatIsKnownInWordsOfOurs() throws IOException {
    var _ = channel(WRITTEN).tell(SampleNotices.opened());

    String text = received.getFirst().body();
    JsonNode body = new JsonMapper().readTree(text);
    assertThat(body.get("type").asText()).isEqualTo("incident.opened");
    assertThat(body.get("timestamp").asText()).isEqualTo("2026-11-27T14:00:00.123Z");
    JsonNode data = body.get("data");
    assertThat(data.get("text").asText())
        .isEqualTo(
            "HIGH: a refresh token was refused and nothing of ours explains it ("
                + SampleNotices.ID
                + ")");
    assertThat(data.get("incident").asText()).isEqualTo(SampleNotices.ID.value());
    assertThat(data.get("kind").asText()).isEqualTo("REJECTED_UNEXPLAINED");
    assertThat(data.get("severity").asText()).isEqualTo("HIGH");
    assertThat(data.get("state").asText()).isEqualTo("OPEN");
    assertThat(data.get("provider").asText()).isEqualTo("salesforce");
    assertThat(data.get("connections")).hasSize(20);
    assertThat(data.get("connection_count").asInt()).isEqualTo(30);
    assertThat(data.get("next_step").asText())
        .isEqualTo("rotakeep incident show " + SampleNotices.ID);
    assertThat(text).doesNotContain(SampleNotices.UNSPEAKABLE, "whsec");
  }

  @Test
  void sendsTheSameIdAndBodyAgain() {
    status = 503;
    Delivery first = channel(WRITTEN).tell(SampleNotices.opened());
    status = 200;
    Delivery second = channel(WRITTEN).tell(SampleNotices.opened());

    assertThat(first).isEqualTo(new Delivery.Failed("status 503"));
    assertThat(second).isEqualTo(new Delivery.Delivered());
    assertThat(received).hasSize(2);
    assertThat(received.get(0).id()).isEqualTo(received.get(1).id());
    assertThat(received.get(0).body()).isEqualTo(received.get(1).body());
  }

  @Test
  void followsNoRedirect() {
    status = 302;

    Delivery delivery = channel(WRITTEN).tell(SampleNotices.opened());

    assertThat(delivery).isEqualTo(new Delivery.Failed("status 302; redirects are not followed"));
    assertThat(elsewhere).isEmpty();
  }

  @Test
  void sendsNothingWithoutAKey() {
    WebhookChannel lost =
        new WebhookChannel(
            address(),
            () -> {
              throw new InvalidFieldException("secret", "/run/secrets/webhook cannot be read");
            },
            post(),
            "a",
            InstantSource.fixed(NOW));

    assertThat(channel("no key").tell(SampleNotices.opened())).isInstanceOf(Delivery.Failed.class);
    assertThat(lost.tell(SampleNotices.opened())).isInstanceOf(Delivery.Failed.class);
    assertThat(received).isEmpty();
  }

  @Test
  void saysThatNothingListens() {
    server.stop(0);

    assertThat(channel(WRITTEN).tell(new Notice.Trial("test-1", NOW)))
        .isInstanceOfSatisfying(
            Delivery.Failed.class,
            failed -> assertThat(failed.cause()).doesNotContain("/hook", "secret-path"));
  }

  /** In capitals it is none of the spellings that stand for this machine: it is looked up. */
  @Test
  void sendsNothingWhereTheNameLeadsToASpecialAddress() {
    URI hidden = URI.create("https://LOCALHOST:" + server.getAddress().getPort() + "/hook");

    Delivery delivery = channel(hidden, WRITTEN).tell(SampleNotices.opened());

    assertThat(delivery)
        .isEqualTo(
            new Delivery.Failed("address not permitted: the name leads to no public address"));
    assertThat(received).isEmpty();
  }

  private WebhookChannel channel(String written) {
    return channel(address(), written);
  }

  private static WebhookChannel channel(URI address, String written) {
    return new WebhookChannel(
        address, () -> SecretBytes.copyOfAscii(written), post(), "a", InstantSource.fixed(NOW));
  }

  private static HttpWebhookPost post() {
    try {
      return new HttpWebhookPost(
          new OutboundSettings(
              Duration.ofSeconds(10),
              Duration.ofSeconds(3),
              SSLContext.getDefault(),
              AddressGuard.PUBLIC_ONLY));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook/secret-path");
  }

  private void take(HttpExchange exchange) throws IOException {
    var head = exchange.getRequestHeaders();
    received.add(
        new Received(
            head.getFirst("webhook-id"),
            head.getFirst("webhook-timestamp"),
            head.getFirst("webhook-signature"),
            new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
    exchange.getResponseHeaders().add("Location", "/elsewhere");
    exchange.sendResponseHeaders(status, -1);
  }
}
