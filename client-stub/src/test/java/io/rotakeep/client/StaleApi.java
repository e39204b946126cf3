package io.rotakeep.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An API that refuses the token {@code stale} and takes {@code fresh}, and a source that gives the
 * first until it was rejected. {@code /away} redirects to another host, that is to another port.
 */
public final class StaleApi implements AccessTokenSource, AutoCloseable {
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final List<String> seenElsewhere = new CopyOnWriteArrayList<>();
  private final HttpServer server = start(this::answer);
  private final HttpServer elsewhere = start(this::answerElsewhere);
  private volatile String accepted = "Bearer fresh";
  private volatile String other = "fresh";

  @Override
  public AccessToken accessToken(TokenRequest request) {
    boolean refused = request.rejectedTokenId().equals("id-of-stale");
    return AccessToken.of(Answers.token(refused ? other : "stale", Instant.EPOCH));
  }

  public void refuseAll() {
    accepted = "none";
  }

  public void haveNoOther() {
    other = "stale";
  }

  /** Header and body of each request. */
  public List<String> seen() {
    return seen;
  }

  /** Header of each request at the other host. */
  public List<String> seenElsewhere() {
    return seenElsewhere;
  }

  public URI at(String path) {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String header = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
    byte[] body = exchange.getRequestBody().readAllBytes();
    seen.add(header + " " + new String(body, StandardCharsets.UTF_8));
    if (exchange.getRequestURI().getPath().equals("/away")) {
      exchange
          .getResponseHeaders()
          .add("Location", "http://127.0.0.1:" + elsewhere.getAddress().getPort() + "/");
      end(exchange, 302, "");
    } else if (header.equals(accepted)) {
      end(exchange, 200, "ok");
    } else {
      end(exchange, 401, "stale token");
    }
  }

  private void answerElsewhere(HttpExchange exchange) throws IOException {
    seenElsewhere.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    end(exchange, 401, "who are you");
  }

  private static void end(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static HttpServer start(com.sun.net.httpserver.HttpHandler handler) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
      server.createContext("/", handler);
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    elsewhere.stop(0);
  }
}
