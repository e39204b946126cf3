package io.rotakeep.client;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LostConnectionTest {
  @Test
  @Timeout(60)
  void isUnavailableEvenIfItBreaksWhileItIsMade() throws IOException {
    try (var listener = new ServerSocket(0, 16, InetAddress.getLoopbackAddress())) {
      Thread door = new Thread(() -> slam(listener));
      door.setDaemon(true);
      door.start();

      try (var client =
          RotakeepClient.builder().address("127.0.0.1:" + listener.getLocalPort()).build()) {
        assertThatExceptionOfType(RotakeepException.Unavailable.class)
            .isThrownBy(() -> client.accessToken("a"))
            .returns(Advice.RETRY, RotakeepException::advice);
      }
    }
  }

  /** Takes every connection and ends it. */
  private static void slam(ServerSocket listener) {
    while (!listener.isClosed()) {
      try {
        listener.accept().close();
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }
}
