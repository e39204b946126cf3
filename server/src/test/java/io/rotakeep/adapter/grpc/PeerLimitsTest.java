package io.rotakeep.adapter.grpc;

import static io.rotakeep.adapter.grpc.RawHttp2.END_HEADERS;
import static io.rotakeep.adapter.grpc.RawHttp2.HEADERS;
import static io.rotakeep.adapter.grpc.RawHttp2.SETTINGS;
import static io.rotakeep.adapter.grpc.RawHttp2.WINDOW_UPDATE;
import static io.rotakeep.adapter.grpc.RawHttp2.block;
import static io.rotakeep.adapter.grpc.RawHttp2.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.rotakeep.adapter.grpc.RpcSettings.Limits;
import io.rotakeep.adapter.grpc.RpcSettings.Waits;
import io.rotakeep.v1.ListConnectionsRequest;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one peer can take, and that others are served on meanwhile. */
final class PeerLimitsTest {
  private static final String ENHANCE_YOUR_CALM = "11";
  private static final String REFUSED_STREAM = "7";
  private static final int PING = 6;
  private static final Waits BRIEF =
      new Waits(
          Duration.ofMillis(500),
          Duration.ofMillis(500),
          Duration.ofMinutes(15),
          Duration.ofSeconds(30));

  @TempDir private Path directory;

  @Test
  void isAsTheManualSays() {
    assertThat(Limits.DEFAULT)
        .isEqualTo(new Limits(262_144, 8192, 1024, 16_384, 4096, Waits.DEFAULT));
    assertThat(Waits.DEFAULT)
        .isEqualTo(
            new Waits(
                Duration.ofSeconds(5),
                Duration.ofMinutes(10),
                Duration.ofMinutes(15),
                Duration.ofSeconds(30)));
    assertThat(Calls.Patience.DEFAULT)
        .isEqualTo(new Calls.Patience(Duration.ofSeconds(15), Duration.ofSeconds(60)));
  }

  @Test
  void leavesFileDescriptorsForTheStore() {
    assertThat(Limits.DEFAULT.within(1024).connections()).isEqualTo(512);
    assertThat(Limits.DEFAULT.within(1024).connectionsPerPeer()).isEqualTo(256);
    assertThat(Limits.DEFAULT.within(1_000_000)).isEqualTo(Limits.DEFAULT);
  }

  @Test
  void closesOnWhoeverSaysNothing() throws Exception {
    try (TestApi api = TestApi.limited(directory, brief());
        Socket silent = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      silent.setSoTimeout(20_000);

      assertThat(silent.getInputStream().readAllBytes()).hasSizeLessThan(200);
    }
  }

  @Test
  void endsAConnectionThatIsNotUsed() throws Exception {
    try (TestApi api = TestApi.limited(directory, brief());
        RawHttp2 peer = new RawHttp2(api.rpc.address().orElseThrow())) {
      assertThat(peer.greet().answer()).containsEntry("closed", "0");
    }
  }

  @Test
  void endsAConnectionThatIsOldHoweverMuchItIsUsed() throws Exception {
    Waits young =
        new Waits(
            Waits.DEFAULT.handshake(),
            Waits.DEFAULT.idle(),
            Duration.ofMillis(500),
            Waits.DEFAULT.pings());
    try (TestApi api = TestApi.limited(directory, limits(1024, 16, 16, young));
        RawHttp2 peer = new RawHttp2(api.rpc.address().orElseThrow())) {
      peer.greet().frame(HEADERS, END_HEADERS, 1, block(call(MessageFrames.GET)));

      assertThat(peer.answer()).containsEntry("closed", "0");
    }
  }

  @Test
  void endsAConnectionThatPingsAllTheTime() throws Exception {
    try (TestApi api = TestApi.limited(directory, Limits.DEFAULT);
        RawHttp2 peer = new RawHttp2(api.rpc.address().orElseThrow())) {
      peer.greet();
      for (int i = 0; i < 10; i++) {
        peer.frame(PING, 0, 0, new byte[8]);
      }

      assertThat(peer.answer()).containsEntry("closed", ENHANCE_YOUR_CALM);
      servesOn(api);
    }
  }

  @Test
  void refusesCallsBeyondThoseThatOneConnectionMayHave() throws Exception {
    try (TestApi api = TestApi.limited(directory, limits(4, 16, 16, Waits.DEFAULT));
        RawHttp2 peer = new RawHttp2(api.rpc.address().orElseThrow())) {
      peer.greet();
      for (int i = 0; i < 5; i++) {
        peer.frame(HEADERS, END_HEADERS, 2 * i + 1, block(call(MessageFrames.GET)));
      }

      assertThat(peer.answer()).containsEntry("reset", REFUSED_STREAM);
    }
  }

  /** CVE-2025-55163: the peer breaks a rule, so that it is the server that resets. */
  @Test
  void endsAConnectionThatMakesItResetCalls() throws Exception {
    try (TestApi api = TestApi.limited(directory, Limits.DEFAULT);
        RawHttp2 peer = new RawHttp2(api.rpc.address().orElseThrow())) {
      peer.greet();
      for (int i = 0; i < 1000; i++) {
        peer.frame(HEADERS, END_HEADERS, 2 * i + 1, block(call(MessageFrames.GET)));
        peer.frame(WINDOW_UPDATE, 0, 2 * i + 1, new byte[4]);
      }

      assertThat(peer.lastAnswer()).containsKey("closed");
      servesOn(api);
    }
  }

  @Test
  void servesOnWhileSettingsAndPingsFlood() throws Exception {
    try (TestApi api = TestApi.limited(directory, Limits.DEFAULT);
        RawHttp2 peer = new RawHttp2(api.rpc.address().orElseThrow())) {
      peer.greet();
      for (int i = 0; i < 20_000; i++) {
        peer.frame(SETTINGS, 0, 0, new byte[0]);
      }

      servesOn(api);
    }
  }

  @Test
  void closesConnectionsBeyondThoseThatOnePeerMayHave() throws Exception {
    try (TestApi api = TestApi.limited(directory, limits(1024, 16, 2, Waits.DEFAULT));
        EverythingLogged log = new EverythingLogged();
        RawHttp2 first = new RawHttp2(api.rpc.address().orElseThrow())) {
      first.greet();
      try (RawHttp2 second = new RawHttp2(api.rpc.address().orElseThrow())) {
        second.greet();
        for (int i = 0; i < 5; i++) {
          assertThat(isServed(api)).isFalse();
        }
      }

      await().atMost(Duration.ofSeconds(20)).until(() -> isServed(api));
      assertThat(log.lines())
          .filteredOn(line -> line.startsWith("connections are refused"))
          .containsExactly(
              "connections are refused: 2 are open from 127.0.0.1, as many as one peer may have");
    }
  }

  @Test
  void closesConnectionsBeyondThoseThatAllMayHave() throws Exception {
    try (TestApi api = TestApi.limited(directory, limits(1024, 1, 16, Waits.DEFAULT))) {
      try (RawHttp2 only = new RawHttp2(api.rpc.address().orElseThrow())) {
        only.greet();
        assertThat(isServed(api)).isFalse();
      }

      await().atMost(Duration.ofSeconds(20)).until(() -> isServed(api));
    }
  }

  private static Limits brief() {
    return limits(1024, 16, 16, BRIEF);
  }

  private static Limits limits(int calls, int connections, int perPeer, Waits waits) {
    return new Limits(262_144, 8192, calls, connections, perPeer, waits);
  }

  private static boolean isServed(TestApi api) throws IOException {
    try (RawHttp2 peer = new RawHttp2(api.rpc.address().orElseThrow())) {
      var _ = peer.greet();
      return true;
    } catch (EOFException | SocketException e) {
      return false;
    }
  }

  private static void servesOn(TestApi api) {
    assertThat(
            api.connections()
                .listConnections(ListConnectionsRequest.getDefaultInstance())
                .getConnectionsList())
        .isEqualTo(List.of());
  }
}
