package io.rotakeep.adapter.oauth;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.provider.SafeAddress;
import io.rotakeep.core.provider.ServerTrust;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.BasicHttpClientConnectionManager;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ssl.TLS;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Sends one request on a connection of its own and reports what the wire showed. Nothing is shared
 * between two exchanges but the trust: no pool, no cookies, no cache, no retry, no redirect, and no
 * proxy but the one that was configured. Thread-safe; blocks the calling thread, meant to be a
 * virtual one.
 */
final class OutboundHttp {
  private final OutboundSettings settings;
  private final ServerTls tls;

  OutboundHttp(OutboundSettings settings) {
    this.settings = settings;
    this.tls = new ServerTls(settings.tls());
  }

  /**
   * @param bodyLimit of an answer, in bytes; what comes after it is not read
   */
  TokenObservation send(Outgoing outgoing, int bodyLimit) {
    return send(outgoing, bodyLimit, (_, _) -> {});
  }

  /** Hears of an answer's head, and of the connection it came by, before the body is read. */
  interface HeadReader {
    void read(ClassicHttpResponse head, HttpClientContext context);
  }

  TokenObservation send(Outgoing outgoing, int bodyLimit, HeadReader reader) {
    try {
      SafeAddress.checkHost("address", outgoing.uri(), settings.addresses());
    } catch (InvalidFieldException e) {
      return new TokenObservation.NotSent("address not permitted: it " + e.rule());
    }
    WayOut way = new WayOut(outgoing.uri(), settings);
    Optional<String> objection = way.objection();
    if (objection.isPresent()) {
      return new TokenObservation.NotSent(objection.get());
    }
    return send(outgoing, bodyLimit, reader, way);
  }

  private TokenObservation send(Outgoing outgoing, int bodyLimit, HeadReader reader, WayOut way) {
    StatusReader statusReader = new StatusReader(SilentConnection.LIMITS);
    SilentConnection connection = new SilentConnection(statusReader);
    BodyEntity body = outgoing.body() == null ? null : new BodyEntity(outgoing.body());
    HttpUriRequestBase request = request(outgoing, body);
    Runnable giveUp =
        () -> {
          request.cancel();
          connection.abort();
        };
    try (Deadline deadline = Deadline.in(settings.exchange(), giveUp)) {
      try (CloseableHttpClient client = client(way, connection, outgoing.trust())) {
        HttpClientContext context = HttpClientContext.create();
        ClassicHttpResponse response = client.executeOpen(null, request, context);
        reader.read(response, context);
        TokenObservation.Answered answered = AnswerBody.read(response, bodyLimit, connection);
        return answered.from(ProviderRequestId.of(response, outgoing, answered.body()));
      } catch (IOException | RuntimeException e) {
        InetAddress undeclared = way.undeclared();
        return undeclared == null
            ? failed(way.explained(cause(e, deadline)), body, statusReader)
            : withheld(undeclared);
      }
    }
  }

  private TokenObservation withheld(InetAddress undeclared) {
    settings.egress().alarm(undeclared);
    return new TokenObservation.Withheld(undeclared.getHostAddress());
  }

  private String cause(Exception failure, Deadline deadline) {
    return deadline.hasPassed()
        ? "not within " + settings.exchange().toMillis() + " ms"
        : FailureWords.of(failure);
  }

  private static TokenObservation failed(
      String cause, @Nullable BodyEntity body, StatusReader seen) {
    if (seen.status() != 0) {
      return AnswerBody.none(seen.status());
    }
    return body == null || body.hasBegun()
        ? new TokenObservation.Unanswered(cause)
        : new TokenObservation.NotSent(cause);
  }

  private static HttpUriRequestBase request(Outgoing outgoing, @Nullable BodyEntity body) {
    HttpUriRequestBase request =
        body == null ? new HttpGet(outgoing.uri()) : new HttpPost(outgoing.uri());
    request.setEntity(body);
    request.setHeader("Accept", outgoing.accept());
    outgoing.more().forEach(header -> request.setHeader(header.name(), header.value()));
    request.setHeader("Connection", "close");
    if (outgoing.authorization() != null) {
      request.addHeader(outgoing.authorization());
    }
    return request;
  }

  private CloseableHttpClient client(WayOut way, SilentConnection connection, ServerTrust trust) {
    // The deadline ends an exchange; a single read must not give up before it.
    Timeout silence = Timeout.of(settings.exchange().multipliedBy(2));
    Timeout connect = Timeout.of(settings.connect());
    BasicHttpClientConnectionManager connections =
        new BasicHttpClientConnectionManager(way.operator(tls.by(trust)), _ -> connection);
    connections.setConnectionConfig(
        ConnectionConfig.custom().setConnectTimeout(connect).setSocketTimeout(silence).build());
    connections.setTlsConfig(
        TlsConfig.custom()
            .setHandshakeTimeout(connect)
            .setSupportedProtocols(TLS.V_1_2, TLS.V_1_3)
            .build());
    return HttpClientBuilder.create()
        .setConnectionManager(connections)
        .setConnectionReuseStrategy((_, _, _) -> false)
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableContentCompression()
        .disableConnectionState()
        .setUserAgent("rotakeep")
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setResponseTimeout(silence)
                .setAuthenticationEnabled(false)
                .setRedirectsEnabled(false)
                .setContentCompressionEnabled(false)
                .setProtocolUpgradeEnabled(false)
                .build())
        .build();
  }
}
