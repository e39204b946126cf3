package io.rotakeep.adapter.web;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A server that listens on a free port, and a client that follows nothing. */
final class WebTestBed implements AutoCloseable {
  static final InetSocketAddress FREE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  final FakeVisits visits = new FakeVisits();
  final WebServer server;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  WebTestBed(@Nullable String publicUrl, Duration patience) {
    Observation observation =
        new Observation(() -> "rotakeep_sealed 0.0\n", () -> new Readiness.Ready());
    server =
        new WebServer(
            new Listening(FREE, null, publicUrl == null ? null : URI.create(publicUrl)),
            visits,
            observation,
            new SecureRandom(),
            patience);
    server.start();
  }

  static WebTestBed plain() {
    return new WebTestBed(null, WebServer.HEADERS);
  }

  static WebTestBed behindTls() {
    return new WebTestBed("https://tokens.example.com", WebServer.HEADERS);
  }

  InetSocketAddress address() {
    return server.callbackAddress();
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(path, request -> request.GET());
  }

  HttpResponse<String> send(String path, UnaryOperator<HttpRequest.Builder> shape)
      throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + address().getPort() + path);
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20));
    return client.send(shape.apply(request).build(), BodyHandlers.ofString());
  }

  @Override
  public void close() {
    client.shutdownNow();
    server.close();
  }
}
