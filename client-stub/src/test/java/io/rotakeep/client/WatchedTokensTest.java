package io.rotakeep.client;

import static io.rotakeep.v1.ConnectionState.CONNECTION_STATE_ACTIVE;
import static io.rotakeep.v1.ConnectionState.CONNECTION_STATE_QUARANTINED;
import static io.rotakeep.v1.ConnectionState.CONNECTION_STATE_REVOKED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.rotakeep.v1.GetAccessTokenResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WatchedTokensTest {
  private static final Duration MAX_STALE = Duration.ofMinutes(5);
  private static final Instant END = MovableClocks.START.plus(Duration.ofHours(1));
  private static final GetAccessTokenResponse A1 = Answers.token("a1", END, 1);
  private static final GetAccessTokenResponse A2 = Answers.token("a2", END.plusSeconds(9), 2);

  private final FakeDaemon daemon = new FakeDaemon();
  private final MovableClocks clocks = new MovableClocks();
  private final RotakeepClient client = watching(Watch.connections("a", "b"));
  private FakeStream stream;

  @BeforeEach
  void begin() throws InterruptedException {
    daemon.answer(Answers.token("by-call", END, 1));
    stream = daemon.nextStream();
    stream.token("a", A1).synced(false);
    assertThat(client.awaitTokens(Duration.ofSeconds(20))).isTrue();
  }

  @AfterEach
  void stop() {
    client.close();
    daemon.close();
  }

  @Test
  void servesWhatItWatchesWithoutACall() {
    for (int i = 0; i < 1000; i++) {
      assertThat(client.accessToken("a").value()).isEqualTo("a1");
    }

    assertThat(stream.request().getConnectionsList()).containsExactlyInAnyOrder("a", "b");
    assertThat(daemon.requests()).isEmpty();
  }

  @Test
  void replacesTokenAndAttributesAsOneValue() {
    AccessToken before = client.accessToken("a");
    stream.token("a", A2.toBuilder().putAttributes("instance_url", "https://two").build());
    await().until(() -> client.accessToken("a") != before);

    AccessToken after = client.accessToken("a");
    assertThat(after.value()).isEqualTo("a2");
    assertThat(after.attributes()).containsEntry("instance_url", "https://two");
    assertThat(before.attributes()).isEmpty();
  }

  @Test
  void dropsARevokedTokenAtOnce() {
    stream.state("a", CONNECTION_STATE_REVOKED, false);

    await().until(isAskedFor("a"));
  }

  @Test
  void dropsAQuarantinedTokenWhateverElseTheEventSays() {
    stream.state("a", CONNECTION_STATE_QUARANTINED, true);

    await().until(isAskedFor("a"));
  }

  @Test
  void dropsADeletedToken() {
    stream.deleted("a");

    await().until(isAskedFor("a"));
  }

  @Test
  void keepsATokenThatMayStillBeUsed() {
    stream.state("a", CONNECTION_STATE_ACTIVE, true).token("b", A2);
    await().until(() -> !isAskedFor("b").call());

    assertThat(client.accessToken("a").value()).isEqualTo("a1");
  }

  @Test
  void bridgesAnOutageUntilMaxStaleAndNotBeyond() {
    daemon.close();

    clocks.advance(MAX_STALE.minusMillis(1));
    assertThat(client.accessToken("a").value()).isEqualTo("a1");
    clocks.advance(Duration.ofMillis(1));

    assertThatExceptionOfType(RotakeepException.Unavailable.class)
        .isThrownBy(() -> client.accessToken("a"));
  }

  @Test
  void countsMaxStaleFromTheLastMessage() {
    clocks.advance(MAX_STALE.minusSeconds(1));
    stream.synced(true).token("b", A2);
    await().until(() -> !isAskedFor("b").call());
    daemon.close();

    clocks.advance(MAX_STALE.minusSeconds(1));

    assertThat(client.accessToken("a").value()).isEqualTo("a1");
  }

  @Test
  void bridgesNoLongerThanTheTokenLives() {
    stream.token("b", Answers.token("b1", MovableClocks.START.plusSeconds(60))).synced(true);
    await().until(() -> !isAskedFor("b").call());
    daemon.close();

    clocks.advance(Duration.ofSeconds(60));

    assertThat(client.accessToken("a").value()).isEqualTo("a1");
    assertThatExceptionOfType(RotakeepException.Unavailable.class)
        .isThrownBy(() -> client.accessToken("b"));
  }

  @Test
  void isNotFooledByAMachineThatSlept() throws Exception {
    clocks.set(MAX_STALE);

    assertThat(isAskedFor("a").call()).isTrue();
  }

  @Test
  void isNotFooledByAClockThatWasSetBack() throws Exception {
    clocks.set(Duration.ofHours(-5));
    clocks.advance(MAX_STALE);

    assertThat(isAskedFor("a").call()).isTrue();
  }

  @Test
  void reckonsATokensLifeByTheDaemonsClock() {
    Instant daemonNow = MovableClocks.START.minus(Duration.ofHours(3));
    stream.at(daemonNow).token("a", Answers.token("a9", daemonNow.plusSeconds(100))).synced(true);
    await().until(() -> client.accessToken("a").value().equals("a9"));

    clocks.advance(Duration.ofSeconds(99));
    assertThat(client.accessToken("a").value()).isEqualTo("a9");
    clocks.advance(Duration.ofSeconds(1));
    assertThat(client.accessToken("a").value()).isEqualTo("by-call");
  }

  @Test
  void resumesWhereTheStreamBroke() throws Exception {
    stream.cursor("c7").synced(true);
    stream.fail(Status.UNAVAILABLE);

    FakeStream resumed = daemon.nextStream();
    resumed.synced(true).token("b", A2);
    await().until(() -> !isAskedFor("b").call());

    assertThat(resumed.request().getCursor()).isEqualTo("c7");
    assertThat(client.accessToken("a").value()).isEqualTo("a1");
  }

  @Test
  void dropsWhatIsGoneWhenAStreamHadToStartAnew() throws Exception {
    stream.fail(Status.UNAVAILABLE);

    daemon.nextStream().token("b", A2).synced(false);

    await().until(isAskedFor("a"));
    assertThat(client.accessToken("b").value()).isEqualTo("a2");
  }

  @Test
  void trustsNothingNewBeforeTheStreamIsSynced() throws Exception {
    stream.fail(Status.UNAVAILABLE);
    FakeStream resumed = daemon.nextStream();
    clocks.advance(MAX_STALE);
    resumed.token("b", A2);
    assertThat(isAskedFor("a").call()).isTrue();

    resumed.synced(true);

    await().until(() -> !isAskedFor("a").call());
  }

  @Test
  void forgetsEverythingWhenItMayNotWatch() {
    stream.fail(Status.PERMISSION_DENIED);

    await().until(isAskedFor("a"));
  }

  @Test
  void leavesAStreamThatIsSilent() throws Exception {
    clocks.advance(Duration.ofSeconds(31));

    assertThat(daemon.nextStream().request().getConnectionsCount()).isEqualTo(2);
    await().until(stream::isCancelled);
  }

  @Test
  void doesNotTakeAnOldMessageForASignOfLife() throws Exception {
    Instant sent = clocks.instant();
    stream.at(sent).synced(true).token("b", A2);
    await().until(() -> !isAskedFor("b").call());
    clocks.set(MAX_STALE);

    stream.synced(true);

    daemon.nextStream();
    assertThat(isAskedFor("a").call()).isTrue();
  }

  @Test
  void makesNoCallsAfterItsClose() {
    client.close();

    await().until(stream::isCancelled);
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> client.accessToken("a"));
  }

  private Callable<Boolean> isAskedFor(String connection) {
    return () -> client.accessToken(connection).value().equals("by-call");
  }

  private RotakeepClient watching(Watch watch) {
    return RotakeepClient.builder()
        .address(daemon.address())
        .watch(watch)
        .maxStale(MAX_STALE)
        .clocks(clocks)
        .build();
  }
}
