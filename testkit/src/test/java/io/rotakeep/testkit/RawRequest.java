package io.rotakeep.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A refresh over a bare socket, because an HTTP client may quietly ask again. */
public record RawRequest(String host, int port, String token) {
  /** Every byte of the answer until the server closes. */
  public byte[] answer() throws IOException {
    try (Socket socket = sent(InetAddress.ofLiteral("127.0.0.1"))) {
      InputStream in = socket.getInputStream();
      return in.readAllBytes();
    }
  }

  /** The same from another address of this machine. */
  public String answerTo(String address) throws IOException {
    try (Socket socket = sent(InetAddress.ofLiteral(address))) {
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** A connection on which the request has been sent. */
  public Socket sent(InetAddress from) throws IOException {
    String form = "grant_type=refresh_token&client_id=public-app&refresh_token=" + token;
    String request =
        "POST /token HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
            + form.length()
            + "\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\n"
            + form;
    var socket = new Socket(InetAddress.ofLiteral(host), port, from, 0);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }
}
