package io.rotakeep.adapter.oauth;

import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ProtocolException;

/**
 * What went wrong, in our own words: a library's message may quote what was sent or received. Words
 * only; what was sent is never inferred from them.
 */
final class FailureWords {
  private static final String TLS = "TLS: ";

  private FailureWords() {}

  static String of(Throwable failure) {
    return switch (failure) {
      case GuardedDnsResolver.AddressRefusedException _ ->
          "address not permitted: the name leads to no public address";
      case ProxyRefusedException refused -> refused.why();
      case UnknownHostException _ -> "the host name cannot be resolved";
      case PinnedKeys.KeyNotPinnedException other ->
          TLS + "the server's key is none of those pinned; it shows " + other.shown();
      case SSLException _ -> tls(failure);
      case ConnectTimeoutException _ -> "no connection in time";
      case NoRouteToHostException _ -> "no route to the host";
      case ConnectException _ -> "connection refused";
      case InterruptedIOException _ -> "no answer in time";
      default ->
          causes(failure).anyMatch(ProtocolException.class::isInstance)
              ? "the answer is no HTTP we accept"
              : "the connection broke (" + failure.getClass().getSimpleName() + ")";
    };
  }

  /** Whether these words say that the server could not prove who it is, or not speak TLS. */
  static boolean isTls(String words) {
    return words.startsWith(TLS);
  }

  private static String tls(Throwable failure) {
    if (has(failure, CertificateExpiredException.class)) {
      return TLS + "the server's certificate has expired";
    }
    if (has(failure, CertificateNotYetValidException.class)) {
      return TLS + "the server's certificate is not valid yet; compare the clocks";
    }
    if (has(failure, CertPathBuilderException.class)
        || has(failure, CertPathValidatorException.class)) {
      return TLS + "the server's certificate comes from no authority that is trusted here";
    }
    if (has(failure, CertificateException.class)) {
      return TLS + "the server's certificate is not one for this host";
    }
    return TLS + "no handshake";
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
    return causes(failure).anyMatch(kind::isInstance);
  }

  private static Stream<Throwable> causes(Throwable failure) {
    return Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
        .limit(16);
  }
}
