package io.rotakeep.testkit.jwt;

import io.rotakeep.testkit.http.HttpAnswer;
import io.rotakeep.testkit.http.HttpRequest;
import io.rotakeep.testkit.http.LoopbackHttpServer;
import io.rotakeep.testkit.http.Wire;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Publishes its keys on loopback, as OpenID providers and clusters do, and issues tokens. */
public final class TokenIssuer implements AutoCloseable {
  private final LoopbackHttpServer server;
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile List<SigningKey> keys;
  private volatile boolean away;

  private TokenIssuer(LoopbackHttpServer server, SigningKey key) {
    this.server = server;
    this.keys = List.of(key);
  }

  public static TokenIssuer start(SigningKey key) {
    TokenIssuer issuer = new TokenIssuer(LoopbackHttpServer.listen(0, InstantSource.system()), key);
    issuer.server.serve(issuer::answer);
    return issuer;
  }

  /** What {@code iss} of its tokens is. */
  public String issuer() {
    return server.base().toString();
  }

  public URI keysAddress() {
    return URI.create(issuer() + "/keys");
  }

  /** Publishes these from now on, and signs with the last one. */
  public void publish(SigningKey... published) {
    keys = List.of(published);
  }

  /** Answers nothing but errors while it is away. */
  public void setAway(boolean isAway) {
    away = isAway;
  }

  /** How often its keys were asked for, answered or not. */
  public int fetches() {
    return fetches.get();
  }

  /** A token for an audience, about a subject. */
  public String token(String audience, String subject, Instant issued, Instant expires) {
    return keys.getLast()
        .token(
            """
            {"iss":"%s","aud":"%s","sub":"%s","iat":%d,"exp":%d}\
            """
                .formatted(
                    issuer(),
                    audience,
                    subject,
                    issued.getEpochSecond(),
                    expires.getEpochSecond()));
  }

  /** A token of a service account, as a Kubernetes API server projects it into a pod. */
  public String accountToken(
      String audience, String namespace, String account, Instant issued, Instant expires) {
    SigningKey key = keys.getLast();
    return key.token(
        "{\"alg\":\"%s\",\"kid\":\"%s\"}".formatted(key.algorithm(), key.id()),
        """
        {"aud":["%1$s"],"exp":%2$d,"iat":%3$d,"iss":"%4$s","jti":"7f2c","nbf":%3$d,\
        "kubernetes.io":{"namespace":"%5$s","node":{"name":"n1","uid":"1"},"pod":{"name":"p-0",\
        "uid":"2"},"serviceaccount":{"name":"%6$s","uid":"3"},"warnafter":%2$d},\
        "sub":"system:serviceaccount:%5$s:%6$s"}\
        """
            .formatted(
                audience,
                expires.getEpochSecond(),
                issued.getEpochSecond(),
                issuer(),
                namespace,
                account));
  }

  /** The set as it is published. */
  public static String set(List<SigningKey> keys) {
    return keys.stream().map(SigningKey::jwk).collect(Collectors.joining(",", "{\"keys\":[", "]}"));
  }

  @Override
  public void close() {
    server.close();
  }

  private void answer(HttpRequest request, Wire wire) throws IOException {
    if (request.path().equals("/keys")) {
      fetches.incrementAndGet();
    }
    wire.send(away ? HttpAnswer.empty(503) : answerTo(request.path()));
  }

  private HttpAnswer answerTo(String path) {
    return switch (path) {
      case "/.well-known/openid-configuration" ->
          HttpAnswer.json(
              200, "{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"}".formatted(issuer(), keysAddress()));
      case "/keys" -> HttpAnswer.json(200, set(keys));
      default -> HttpAnswer.empty(404);
    };
  }
}
