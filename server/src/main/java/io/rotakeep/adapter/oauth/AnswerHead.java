package io.rotakeep.adapter.oauth;

import io.rotakeep.core.probe.Sighting;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.Header;
import org.jspecify.annotations.Nullable;

/** What an answer's head and its connection show beside the status. For one exchange. */
final class AnswerHead {
  private final URI asked;
  private volatile @Nullable URI location;
  private volatile @Nullable Instant date;
  private volatile Sighting.@Nullable Line line;

  AnswerHead(URI asked) {
    this.asked = asked;
  }

  void read(ClassicHttpResponse response, HttpClientContext context) {
    location = location(response.getFirstHeader("Location"));
    date = date(response.getFirstHeader("Date"));
    line = new Sighting.Line(localAddress(context), security(context.getSSLSession()));
  }

  @Nullable URI location() {
    return location;
  }

  @Nullable Instant date() {
    return date;
  }

  /** Null if the head never came whole. */
  Sighting.@Nullable Line line() {
    return line;
  }

  private @Nullable URI location(@Nullable Header header) {
    try {
      return header == null || header.getValue() == null ? null : asked.resolve(header.getValue());
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  private static @Nullable Instant date(@Nullable Header header) {
    try {
      return header == null || header.getValue() == null
          ? null
          : DateTimeFormatter.RFC_1123_DATE_TIME.parse(header.getValue(), Instant::from);
    } catch (DateTimeException _) {
      return null;
    }
  }

  private static String localAddress(HttpClientContext context) {
    EndpointDetails details = context.getEndpointDetails();
    return details != null && details.getLocalAddress() instanceof InetSocketAddress local
        ? local.getAddress().getHostAddress()
        : "an unknown address";
  }

  private static Sighting.@Nullable Security security(@Nullable SSLSession session) {
    try {
      return session != null && session.getPeerCertificates()[0] instanceof X509Certificate own
          ? new Sighting.Security(session.getProtocol(), own.getNotAfter().toInstant())
          : null;
    } catch (SSLPeerUnverifiedException _) {
      return null;
    }
  }
}
