package io.rotakeep.testkit.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.testkit.http.HttpAnswer;
import io.rotakeep.testkit.http.LoopbackHttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpGateTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final AtomicInteger arrived = new AtomicInteger();
  private final LoopbackHttpServer server = LoopbackHttpServer.listen(0, InstantSource.system());
  private final HttpGate gate = HttpGate.before(server.base());
  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void serve() {
    server.serve(
        (request, wire) -> {
          arrived.incrementAndGet();
          String said = request.method() + " " + request.target() + " " + request.body();
          String authorization = request.header("authorization").orElse("nobody");
          wire.send(HttpAnswer.json(201, said).withHeader("X-Caller", authorization));
        });
  }

  @AfterEach
  void close() {
    client.shutdownNow();
    gate.close();
    server.close();
  }

  @Test
  void passesRequestAndAnswerOn() {
    HttpResponse<String> answer = ask().join();

    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body()).isEqualTo("POST /token?a=b c=d");
    assertThat(answer.headers().firstValue("x-caller")).contains("Basic xyz");
  }

  @Test
  void holdsWhileItIsShut() throws Exception {
    gate.shut();
    CompletableFuture<HttpResponse<String>> asked = ask();
    gate.awaitHeld(1, LIMIT);

    assertThat(arrived).hasValue(0);
    gate.open();

    assertThat(asked.join().statusCode()).isEqualTo(201);
  }

  @Test
  void losesWhatItHolds() throws Exception {
    gate.shut();
    CompletableFuture<HttpResponse<String>> asked = ask();
    gate.awaitHeld(1, LIMIT);

    gate.discardAndOpen();

    assertThatThrownBy(asked::join)
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IOException.class);
    assertThat(arrived).hasValue(0);
  }

  @Test
  void losesTheAnswerOfAServerThatHasGivenIt() throws Exception {
    gate.holdAnswers();
    CompletableFuture<HttpResponse<String>> asked = ask();
    gate.awaitAnswered(1, LIMIT);

    assertThat(arrived).hasValue(1);
    gate.discardAndOpen();

    assertThatThrownBy(asked::join).hasCauseInstanceOf(IOException.class);
    assertThat(ask().join().statusCode()).isEqualTo(201);
  }

  @Test
  void showsItsWatcherEachAnswerBeforeTheCallerHasIt() {
    var seen = new CopyOnWriteArrayList<HttpAnswer>();
    try (var watched = HttpGate.watched(server.base(), seen::add)) {
      HttpResponse<String> answer = ask(watched).join();

      assertThat(seen).extracting(HttpAnswer::body).containsExactly(answer.body());
    }
  }

  private CompletableFuture<HttpResponse<String>> ask() {
    return ask(gate);
  }

  private CompletableFuture<HttpResponse<String>> ask(HttpGate gate) {
    URI there = gate.through(server.base().resolve("/token"));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(there + "?a=b"))
            .timeout(LIMIT)
            .header("Authorization", "Basic xyz")
            .POST(BodyPublishers.ofString("c=d"))
            .build();
    return client.sendAsync(request, BodyHandlers.ofString());
  }
}
