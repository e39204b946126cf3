package io.rotakeep.adapter.oauth;

import static io.rotakeep.adapter.oauth.Exchanges.AMPLE;
import static io.rotakeep.adapter.oauth.Exchanges.SHORT;
import static io.rotakeep.adapter.oauth.Exchanges.TOKEN;
import static io.rotakeep.adapter.oauth.Exchanges.refresh;
import static io.rotakeep.adapter.oauth.Exchanges.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.oauth.TokenObservation.Answered;
import io.rotakeep.core.oauth.TokenObservation.NotSent;
import io.rotakeep.core.oauth.TokenObservation.Unanswered;
import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the wire can do to an exchange, on real sockets. */
@Timeout(60)
final class HttpTokenEndpointTest {

  @Test
  void reportsAWholeAnswer() throws Exception {
    String answer =
        "HTTP/1.1 429 Slow down\r\nRetry-After: 7\r\nContent-Type: text/plain\r\n"
            + "Content-Length: 4\r\n\r\nwait";
    try (ScriptedServer server = ScriptedServer.answering(answer)) {

      TokenObservation seen = refresh(server.uri("/token"), AMPLE);

      assertThat(seen)
          .isInstanceOfSatisfying(
              Answered.class,
              answered -> {
                assertThat(answered.status()).isEqualTo(429);
                assertThat(answered.retryAfter()).isEqualTo("7");
                assertThat(answered.contentType()).isEqualTo("text/plain");
                assertThat(text(answered.body())).isEqualTo("wait");
                assertThat(answered.complete()).isTrue();
              });
    }
  }

  @Test
  void sendsOneRequestOnlyWhenTheServerResetsAfterReadingIt() throws Exception {
    CountDownLatch reset = new CountDownLatch(1);
    try (ScriptedServer server =
        new ScriptedServer(
            peer -> {
              peer.readRequest();
              peer.reset();
              reset.countDown();
            })) {

      TokenObservation seen = refresh(server.uri("/token"), AMPLE);

      reset.await();
      assertThat(seen).isInstanceOf(Unanswered.class);
      assertThat(server.onlyRequest()).startsWith("POST /token HTTP/1.1\r\n").contains(TOKEN);
      assertThat(server.connections()).isOne();
    }
  }

  @Test
  void sendsOneRequestOnlyWhenTheServerClosesInSilence() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.Peer::readRequest)) {

      TokenObservation seen = refresh(server.uri("/token"), AMPLE);

      assertThat(seen).isInstanceOf(Unanswered.class);
      assertThat(server.connections()).isOne();
    }
  }

  @Test
  void cannotTellWhetherAServerThatClosedAtTheHeadHasReadTheBody() throws Exception {
    try (ScriptedServer server = new ScriptedServer(ScriptedServer.Peer::readHead)) {

      assertThat(refresh(server.uri("/token"), AMPLE)).isInstanceOf(Unanswered.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 303, 307, 308})
  void followsNoRedirect(int status) throws Exception {
    try (ScriptedServer target = ScriptedServer.answering(ScriptedServer.ok("{}"));
        ScriptedServer server =
            ScriptedServer.answering(
                "HTTP/1.1 "
                    + status
                    + " Go\r\nLocation: "
                    + target.uri("/other")
                    + "\r\nContent-Length: 0\r\n\r\n")) {

      TokenObservation seen = refresh(server.uri("/token"), AMPLE);

      assertThat(seen)
          .isInstanceOfSatisfying(
              Answered.class, answered -> assertThat(answered.status()).isEqualTo(status));
      assertThat(target.connections()).isZero();
    }
  }

  @Test
  void answersNoChallengeForAuthentication() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.answering(
            "HTTP/1.1 401 No\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n")) {

      TokenObservation seen = refresh(server.uri("/token"), AMPLE);

      assertThat(seen).isInstanceOf(Answered.class);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void givesUpAtTheDeadlineWhenTheServerSaysNothing() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            peer -> {
              peer.readRequest();
              peer.keepSilent();
            })) {

      TokenObservation seen = refresh(server.uri("/token"), SHORT);

      assertThat(seen).isEqualTo(new Unanswered("not within 300 ms"));
    }
  }

  @Test
  void keepsTheStatusAndWhatCameOfABodyThatDrips() throws Exception {
    try (ScriptedServer server = dripping("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\nab")) {

      TokenObservation seen = refresh(server.uri("/token"), SHORT);

      assertThat(seen)
          .isInstanceOfSatisfying(
              Answered.class,
              answered -> {
                assertThat(answered.status()).isEqualTo(200);
                assertThat(text(answered.body())).startsWith("ab");
                assertThat(answered.complete()).isFalse();
              });
    }
  }

  @Test
  void keepsTheStatusWhenTheHeadBreaksOff() throws Exception {
    try (ScriptedServer server = dripping("HTTP/1.1 400 Bad\r\nX-Slow: ")) {

      TokenObservation seen = refresh(server.uri("/token"), SHORT);

      assertThat(seen)
          .isInstanceOfSatisfying(
              Answered.class,
              answered -> {
                assertThat(answered.status()).isEqualTo(400);
                assertThat(answered.body().isEmpty()).isTrue();
                assertThat(answered.complete()).isFalse();
              });
    }
  }

  @Test
  void aStatusThatIsNotFinalIsNoAnswer() throws Exception {
    try (ScriptedServer server = dripping("HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n")) {

      assertThat(refresh(server.uri("/token"), SHORT)).isInstanceOf(Unanswered.class);
    }
  }

  @Test
  void somethingThatIsNotHttpIsNoAnswer() throws Exception {
    try (ScriptedServer server = ScriptedServer.answering("SSH-2.0-OpenSSH_9.2\r\n\r\n")) {

      assertThat(refresh(server.uri("/token"), AMPLE)).isInstanceOf(Unanswered.class);
    }
  }

  @Test
  void readsNoMoreThanTheLimitOfAHugeBody() throws Exception {
    byte[] mebibyte = new byte[1 << 20];
    try (ScriptedServer server =
        new ScriptedServer(
            peer -> {
              peer.readRequest();
              peer.write("HTTP/1.1 200 OK\r\nContent-Length: " + (256L << 20) + "\r\n\r\n");
              for (int i = 0; i < 256; i++) {
                peer.write(mebibyte);
              }
            })) {

      TokenObservation seen = refresh(server.uri("/token"), AMPLE);

      assertThat(seen)
          .isInstanceOfSatisfying(
              Answered.class,
              answered -> {
                assertThat(answered.body().length()).isEqualTo(64 * 1024);
                assertThat(answered.complete()).isFalse();
              });
    }
  }

  @Test
  void refusesAHeadThatNeverEnds() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            peer -> {
              peer.readRequest();
              peer.write("HTTP/1.1 200 OK\r\n");
              for (int i = 0; i < 90; i++) {
                peer.write("X-Filler-" + i + ": " + "x".repeat(1000) + "\r\n");
              }
              peer.keepSilent();
            })) {

      TokenObservation seen = refresh(server.uri("/token"), AMPLE);

      assertThat(seen)
          .isInstanceOfSatisfying(
              Answered.class, answered -> assertThat(answered.complete()).isFalse());
    }
  }

  /** Each line of them is a short one, and there are few. */
  @ParameterizedTest
  @CsvSource({"15, true", "24, false"})
  void readsSixteenKibibytesOfHead(int kibibytes, boolean complete) throws Exception {
    String lines = ("X-Filler: " + "x".repeat(1012) + "\r\n").repeat(kibibytes);
    String answer = "HTTP/1.1 200 OK\r\n" + lines + "Content-Length: 2\r\n\r\n{}";
    try (ScriptedServer server = ScriptedServer.answering(answer)) {

      assertThat(refresh(server.uri("/token"), AMPLE))
          .isInstanceOfSatisfying(
              Answered.class, answered -> assertThat(answered.complete()).isEqualTo(complete));
    }
  }

  @Test
  void aBodyCutShortIsNotComplete() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"acc")) {

      TokenObservation seen = refresh(server.uri("/token"), AMPLE);

      assertThat(seen)
          .isInstanceOfSatisfying(
              Answered.class,
              answered -> {
                assertThat(text(answered.body())).isEqualTo("{\"acc");
                assertThat(answered.complete()).isFalse();
              });
    }
  }

  @Test
  void leavesACompressedBodyAsItIs() throws Exception {
    try (ScriptedServer server =
        ScriptedServer.answering(
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\n12345")) {

      TokenObservation seen = refresh(server.uri("/token"), AMPLE);

      assertThat(seen)
          .isInstanceOfSatisfying(
              Answered.class, answered -> assertThat(text(answered.body())).isEqualTo("12345"));
    }
  }

  @Test
  void aRefusedConnectionMeansThatNothingWasSent() {
    URI nobody = URI.create("http://127.0.0.1:" + ScriptedServer.refusedPort() + "/token");

    assertThat(refresh(nobody, AMPLE)).isEqualTo(new NotSent("connection refused"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://10.0.0.1/token",
        "https://169.254.169.254/token",
        "https://127.0.0.2/token",
        "https://0.0.0.0/token",
        "https://[::]/token",
        "https://[::ffff:127.0.0.1]/token",
        "https://[fd00::1]/token",
        "https://2130706433/token",
        "http://192.0.2.1/token",
        "ftp://127.0.0.1/token",
        "file:///etc/passwd"
      })
  void anAddressThatIsNotPermittedIsNotSpokenTo(String address) {
    assertThat(refresh(URI.create(address), AMPLE))
        .isInstanceOfSatisfying(
            NotSent.class,
            notSent -> assertThat(notSent.cause()).startsWith("address not permitted"));
  }

  @Test
  void aNameThatDoesNotResolveMeansThatNothingWasSent() {
    assertThat(refresh(URI.create("https://nowhere.invalid/token"), AMPLE))
        .isEqualTo(new NotSent("the host name cannot be resolved"));
  }

  @Test
  void takesAFreshConnectionForEveryExchange() throws Exception {
    String keepAlive = "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n{}";
    try (ScriptedServer server =
        new ScriptedServer(
            peer -> {
              peer.readRequest();
              peer.write(keepAlive);
              peer.keepSilent();
            })) {

      for (int i = 0; i < 3; i++) {
        assertThat(refresh(server.uri("/token"), AMPLE)).isInstanceOf(Answered.class);
      }

      assertThat(server.connections()).isEqualTo(3);
    }
  }

  @Test
  void readsAChunkedBody() throws Exception {
    try (ScriptedServer server =
        new ScriptedServer(
            peer -> {
              peer.readRequest();
              peer.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
              peer.write("2\r\n{\"\r\n");
              peer.write("1\r\n}\r\n0\r\n\r\n");
            })) {

      assertThat(refresh(server.uri("/token"), AMPLE))
          .isInstanceOfSatisfying(
              Answered.class,
              answered -> {
                assertThat(text(answered.body())).isEqualTo("{\"}");
                assertThat(answered.complete()).isTrue();
              });
    }
  }

  /** Says {@code start}, then one byte after the other for ever. */
  private static ScriptedServer dripping(String start) throws Exception {
    return new ScriptedServer(
        peer -> {
          peer.readRequest();
          peer.write(start);
          CountDownLatch never = new CountDownLatch(1);
          while (!never.await(20, TimeUnit.MILLISECONDS)) {
            peer.write("x");
          }
        });
  }
}
