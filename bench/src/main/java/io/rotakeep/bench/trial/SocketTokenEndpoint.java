package io.rotakeep.bench.trial;

import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.TokenEndpoint;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.oauth.TokenQuestion;
import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** One POST on one socket, for a server on this machine that is known to answer well. */
final class SocketTokenEndpoint implements TokenEndpoint {
  @Override
  public TokenObservation ask(URI endpoint, ClientCredentials client, TokenQuestion question) {
    if (!(question instanceof TokenQuestion.Refresh(SecretBytes token))) {
      throw new IllegalArgumentException("only refreshes are asked this way");
    }
    String body =
        "grant_type=refresh_token&client_id="
            + client.clientId()
            + "&refresh_token="
            + token.read(bytes -> new String(bytes, StandardCharsets.US_ASCII));
    String request =
        "POST "
            + endpoint.getPath()
            + " HTTP/1.1\r\nHost: "
            + endpoint.getAuthority()
            + "\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded"
            + "\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return answered(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TokenObservation answered(String answer) {
    int status = Integer.parseInt(answer.substring("HTTP/1.1 ".length()).substring(0, 3));
    String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    return new TokenObservation.Answered(
        status,
        null,
        "application/json",
        SecretBytes.owning(body.getBytes(StandardCharsets.UTF_8)),
        true);
  }
}
