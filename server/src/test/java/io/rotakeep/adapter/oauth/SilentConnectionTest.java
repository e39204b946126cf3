package io.rotakeep.adapter.oauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.secret.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.HttpException;
import org.junit.jupiter.api.Test;

class SilentConnectionTest {
  /** A socket that notes each write it is asked for. */
  private static final class NotedSocket extends Socket {
    private final List<String> writes = new ArrayList<>();

    NotedSocket(ServerSocket server) throws IOException {
      super(server.getInetAddress(), server.getLocalPort());
    }

    @Override
    public OutputStream getOutputStream() {
      return new ByteArrayOutputStream() {
        @Override
        public synchronized void write(byte[] bytes, int from, int length) {
          writes.add(new String(bytes, from, length, StandardCharsets.ISO_8859_1));
        }
      };
    }
  }

  @Test
  void writesAHeadAtOnceAndABodyPastTheBuffer() throws IOException, HttpException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        NotedSocket socket = new NotedSocket(server);
        SilentConnection connection =
            new SilentConnection(new StatusReader(SilentConnection.LIMITS));
        SecretBytes form =
            SecretBytes.owning("refresh_token=r1".getBytes(StandardCharsets.UTF_8))) {
      HttpPost request = new HttpPost("http://127.0.0.1/token");
      request.setHeader("Accept", "application/json");
      request.setHeader("Connection", "close");
      request.setHeader("Content-Length", "16");
      request.setEntity(
          new BodyEntity(new Outgoing.Body(form, "application/x-www-form-urlencoded")));
      connection.bind(socket);

      connection.sendRequestHeader(request);
      connection.sendRequestEntity(request);
      connection.flush();

      assertThat(socket.writes)
          .containsExactly(
              String.join(
                  "\r\n",
                  "POST /token HTTP/1.1",
                  "Accept: application/json",
                  "Connection: close",
                  "Content-Length: 16",
                  "",
                  ""),
              "refresh_token=r1");
    }
  }
}
