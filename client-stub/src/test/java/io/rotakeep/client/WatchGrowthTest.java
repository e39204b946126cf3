package io.rotakeep.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WatchGrowthTest {
  private final Instant end = Instant.now().plus(Duration.ofHours(1));

  private final FakeDaemon daemon = new FakeDaemon();
  private final RotakeepClient client =
      RotakeepClient.builder().address(daemon.address()).watch(Watch.onUse()).build();

  @AfterEach
  void stop() {
    client.close();
    daemon.close();
  }

  @Test
  void followsEachConnectionFromItsFirstUse() throws Exception {
    daemon.answer(Answers.token("by-call", end));
    assertThat(client.awaitTokens(Duration.ZERO)).isTrue();

    client.accessToken("a");
    FakeStream first = daemon.nextStream();
    first.cursor("c1").token("a", Answers.token("a1", end)).synced(false);
    await().until(() -> client.accessToken("a").value().equals("a1"));
    client.accessToken("b");
    FakeStream both = daemon.nextStream();

    assertThat(first.request().getConnectionsList()).containsExactly("a");
    assertThat(both.request().getConnectionsList()).containsExactlyInAnyOrder("a", "b");
    assertThat(both.request().getCursor()).as("a cursor is of one set").isEmpty();
    assertThat(client.accessToken("a").value()).as("bridges the change").isEqualTo("a1");
    await().until(first::isCancelled);
  }

  @Test
  void doesNotFollowWhatWasRefused() throws Exception {
    daemon.fail(com.google.rpc.Code.PERMISSION_DENIED);
    try {
      client.accessToken("secret");
    } catch (RotakeepException.NotAllowed refused) {
      daemon.answer(Answers.token("by-call", end));
    }
    client.accessToken("a");

    assertThat(daemon.nextStream().request().getConnectionsList()).containsExactly("a");
  }

  @Test
  void comesBackOneByOneAfterARightWasTakenAway() throws Exception {
    daemon.answer(Answers.token("by-call", end));
    client.accessToken("a");
    client.accessToken("b");
    FakeStream stream = daemon.nextStream();
    while (stream.request().getConnectionsCount() < 2) {
      stream = daemon.nextStream();
    }
    stream.synced(false).fail(Status.PERMISSION_DENIED);
    await()
        .until(
            () -> {
              client.accessToken("a");
              return daemon.hasStream();
            });

    assertThat(daemon.nextStream().request().getConnectionsList()).containsExactly("a");
  }

  @Test
  void respectsWhatADaemonFollowsAtMost() {
    var ids = IntStream.rangeClosed(1, 1001).mapToObj(i -> "c/" + i).toList();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Watch.connections(ids))
        .withMessageContaining("must be 1000 at most");
  }

  @Test
  void asksForConnectionsBeyondTheLimitAtEachUse() throws Exception {
    var ids = IntStream.rangeClosed(1, 1000).mapToObj(i -> "c/" + i).toList();
    daemon.answer(Answers.token("by-call", end));
    try (var full =
        RotakeepClient.builder().address(daemon.address()).watch(Watch.connections(ids)).build()) {
      daemon.nextStream().synced(false);
      assertThat(full.awaitTokens(Duration.ofSeconds(20))).isTrue();

      full.accessToken("one/more");
      full.accessToken("one/more");

      assertThat(daemon.requests()).hasSize(2);
      assertThat(daemon.hasStream()).isFalse();
    }
  }

  @Test
  void followsAFilterWithoutNames() throws Exception {
    try (var matching =
        RotakeepClient.builder()
            .address(daemon.address())
            .watch(Watch.matching("provider = salesforce"))
            .build()) {
      FakeStream stream = daemon.nextStream();
      stream.token("sf/a", Answers.token("a1", end)).synced(false);
      assertThat(matching.awaitTokens(Duration.ofSeconds(20))).isTrue();

      assertThat(stream.request().getFilter()).isEqualTo("provider = salesforce");
      assertThat(stream.request().getConnectionsList()).isEmpty();
      assertThat(matching.accessToken("sf/a").value()).isEqualTo("a1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "A", "a b", "/a", "a//b"})
  void refusesIdsThatNoConnectionCanHave(String id) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Watch.connections(id))
        .withMessageContaining("segments of a-z");
  }
}
