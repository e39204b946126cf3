package io.rotakeep.bench.scale;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** A token endpoint that gives new tokens to whoever asks, and counts. */
final class GenerousServer implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong answered = new AtomicLong();

  private GenerousServer(HttpServer server) {
    this.server = server;
  }

  static GenerousServer start() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var generous = new GenerousServer(server);
    server.createContext(
        "/token",
        exchange -> {
          try (exchange) {
            exchange.getRequestBody().readAllBytes();
            byte[] body = generous.tokens().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.setExecutor(generous.executor);
    server.start();
    return generous;
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  long answered() {
    return answered.get();
  }

  private String tokens() {
    answered.incrementAndGet();
    return """
    {"access_token": "at-%s", "refresh_token": "rt-%s", "token_type": "Bearer",
     "expires_in": 3600}
    """
        .formatted(UUID.randomUUID(), UUID.randomUUID());
  }

  @Override
  public void close() {
    server.stop(0);
    executor.shutdown();
  }
}
