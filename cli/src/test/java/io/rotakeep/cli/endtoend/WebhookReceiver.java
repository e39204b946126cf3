package io.rotakeep.cli.endtoend;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Somebody else's program that is told of incidents, and believes only what is signed. */
final class WebhookReceiver implements AutoCloseable {
  private static final byte[] KEY =
      "32 bytes that both of them know.".getBytes(StandardCharsets.US_ASCII);

  private final HttpServer server;
  private final List<String> believed = new CopyOnWriteArrayList<>();
  private final List<String> heard = new CopyOnWriteArrayList<>();

  private WebhookReceiver(HttpServer server) {
    this.server = server;
  }

  static WebhookReceiver start() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var receiver = new WebhookReceiver(server);
    server.createContext(
        "/hook",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          var head = exchange.getRequestHeaders();
          String text = new String(body, StandardCharsets.UTF_8);
          String signed =
              head.getFirst("webhook-id") + "." + head.getFirst("webhook-timestamp") + "." + text;
          receiver.heard.add(head.entrySet() + text);
          if (signature(signed).equals(head.getFirst("webhook-signature"))) {
            receiver.believed.add(text);
          }
          exchange.sendResponseHeaders(204, -1);
        });
    server.start();
    return receiver;
  }

  String key() {
    return "whsec_" + Base64.getEncoder().encodeToString(KEY);
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
  }

  /** Bodies whose signature is right. */
  List<String> believed() {
    return believed;
  }

  /** Heads and bodies, signed or not. */
  List<String> heard() {
    return heard;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private static String signature(String signed) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
      byte[] sum = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(sum);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
