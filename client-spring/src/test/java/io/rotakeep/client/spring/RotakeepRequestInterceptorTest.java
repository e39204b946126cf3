package io.rotakeep.client.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.rotakeep.client.AccessToken;
import io.rotakeep.client.AccessTokenSource;
import io.rotakeep.v1.GetAccessTokenResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;

class RotakeepRequestInterceptorTest {
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private HttpServer api;
  private volatile String accepted = "Bearer fresh";

  @BeforeEach
  void start() throws IOException {
    api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    api.createContext("/", this::answer);
    api.start();
  }

  @AfterEach
  void stop() {
    api.stop(0);
  }

  @Test
  void repeatsOnceWithAnotherTokenAfterA401() {
    String body = client("fresh").post().uri("/").body("hello").retrieve().body(String.class);

    assertThat(body).isEqualTo("ok");
    assertThat(seen).containsExactly("Bearer stale hello", "Bearer fresh hello");
  }

  @Test
  void repeatsNoMoreThanOnce() {
    accepted = "none";

    assertThatExceptionOfType(HttpClientErrorException.Unauthorized.class)
        .isThrownBy(() -> client("fresh").get().uri("/").retrieve().body(String.class));
    assertThat(seen).hasSize(2);
  }

  @Test
  void doesNotRepeatWithTheSameToken() {
    assertThatExceptionOfType(HttpClientErrorException.Unauthorized.class)
        .isThrownBy(() -> client("stale").get().uri("/").retrieve().body(String.class));
    assertThat(seen).hasSize(1);
  }

  @Test
  void sendsNoTokenUnencryptedToAnotherMachine() {
    var call = client("fresh").get().uri("http://api.example.com/");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> call.retrieve().body(String.class))
        .withMessageContaining("https only");
  }

  private RestClient client(String after401) {
    AccessTokenSource tokens =
        request -> token(request.rejectedTokenId().isEmpty() ? "stale" : after401);
    return RestClient.builder()
        .baseUrl("http://127.0.0.1:" + api.getAddress().getPort())
        .requestInterceptor(new RotakeepRequestInterceptor(tokens, "a"))
        .build();
  }

  private static AccessToken token(String value) {
    return AccessToken.of(
        GetAccessTokenResponse.newBuilder()
            .setAccessToken(value)
            .setTokenType("Bearer")
            .setTokenId("id-of-" + value)
            .build());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String header = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    byte[] sent = exchange.getRequestBody().readAllBytes();
    seen.add((header + " " + new String(sent, StandardCharsets.UTF_8)).strip());
    boolean good = header.equals(accepted);
    byte[] body = (good ? "ok" : "no").getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(good ? 200 : 401, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }
}
