package io.rotakeep.client.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.rotakeep.client.StaleApi;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RotakeepHttpClientTest {
  private final StaleApi api = new StaleApi();
  private final RotakeepHttpClient client =
      new RotakeepHttpClient(HttpClient.newHttpClient(), api, "a");

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void repeatsOnceWithAnotherTokenAfterA401() throws Exception {
    var response = client.send(post(BodyPublishers.ofString("hello")), BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(api.seen()).containsExactly("Bearer stale hello", "Bearer fresh hello");
  }

  @Test
  void doesTheSameAsynchronously() {
    var response =
        client.sendAsync(post(BodyPublishers.ofString("hello")), BodyHandlers.ofString()).join();

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(api.seen()).containsExactly("Bearer stale hello", "Bearer fresh hello");
  }

  @Test
  void doesNotKeepTheConnectionOfA401WhoseBodyNobodyReads() throws Exception {
    var response = client.send(get(), BodyHandlers.ofInputStream());

    try (var body = response.body()) {
      assertThat(body.readAllBytes()).asString().isEqualTo("ok");
    }
  }

  @Test
  void repeatsNoMoreThanOnce() throws Exception {
    api.refuseAll();

    var response = client.send(get(), BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(api.seen()).hasSize(2);
  }

  @Test
  void doesNotRepeatWithTheSameToken() throws Exception {
    api.haveNoOther();

    var response = client.send(get(), BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).isEqualTo("stale token");
    assertThat(api.seen()).hasSize(1);
  }

  @Test
  void doesNotRepeatABodyThatFlows() throws Exception {
    var body = "hello".getBytes(StandardCharsets.UTF_8);

    var response =
        client.send(
            post(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))),
            BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(api.seen()).hasSize(1);
  }

  @Test
  void replacesAHeaderThatIsThereAlready() throws Exception {
    var request = HttpRequest.newBuilder(api.at("/")).header("authorization", "Basic x").build();

    client.send(request, BodyHandlers.ofString());

    assertThat(api.seen()).containsExactly("Bearer stale ", "Bearer fresh ");
  }

  @Test
  void followsNoRedirects() throws Exception {
    var response =
        client.send(HttpRequest.newBuilder(api.at("/away")).build(), BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(302);
    assertThat(api.seenElsewhere()).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new RotakeepHttpClient(
                    HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build(),
                    api,
                    "a"))
        .withMessageContaining("must be NEVER");
  }

  @Test
  void sendsNoTokenUnencryptedToAnotherMachine() {
    var request = HttpRequest.newBuilder(URI.create("http://api.example.com/")).build();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> client.send(request, BodyHandlers.ofString()))
        .withMessageContaining("https only");
  }

  private HttpRequest get() {
    return HttpRequest.newBuilder(api.at("/")).build();
  }

  private HttpRequest post(HttpRequest.BodyPublisher body) {
    return HttpRequest.newBuilder(api.at("/")).POST(body).build();
  }
}
