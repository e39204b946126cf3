package io.rotakeep.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.InsecureServerCredentials;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SeveralDaemonsTest {
  private final Instant end = Instant.now().plus(Duration.ofHours(1));
  private final FakeDaemon one = new FakeDaemon();
  private final FakeDaemon two = new FakeDaemon();

  @AfterEach
  void stop() {
    one.close();
    two.close();
  }

  @Test
  void spreadsItsCallsAndPassesOverADeadDaemon() {
    one.answer(Answers.token("one", end));
    two.answer(Answers.token("two", end));
    try (var client = builder().build()) {
      await()
          .until(
              () -> {
                client.accessToken("a");
                return !one.requests().isEmpty() && !two.requests().isEmpty();
              });

      one.close();

      for (int i = 0; i < 20; i++) {
        assertThat(client.accessToken("a").value()).isEqualTo("two");
      }
    }
  }

  @Test
  void takesADaemonBackThatReturns() {
    two.answer(Answers.token("two", end));
    int port = one.port();
    try (var client = builder().build()) {
      one.close();
      client.accessToken("a");
      try (var returned = new FakeDaemon(port, InsecureServerCredentials.create())) {
        returned.answer(Answers.token("one", end));
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> client.accessToken("a").value().equals("one"));
      }
    }
  }

  @Test
  void movesItsWatchWhenADaemonDies() throws Exception {
    try (var client = builder().watch(Watch.connections("a")).build()) {
      await().until(() -> one.hasStream() || two.hasStream());
      FakeDaemon first = one.hasStream() ? one : two;
      FakeDaemon other = first == one ? two : one;
      first.nextStream().cursor("c1").token("a", Answers.token("a1", end)).synced(false);
      assertThat(client.awaitTokens(Duration.ofSeconds(20))).isTrue();

      first.close();
      FakeStream moved = other.nextStream();
      assertThat(client.accessToken("a").value()).as("bridged").isEqualTo("a1");
      moved.token("a", Answers.token("a2", end, 2)).synced(false);

      await().until(() -> client.accessToken("a").value().equals("a2"));
    }
  }

  private RotakeepClientBuilder builder() {
    return RotakeepClient.builder().addresses(one.address(), two.address());
  }
}
