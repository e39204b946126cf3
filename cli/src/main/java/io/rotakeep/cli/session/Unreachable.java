package io.rotakeep.cli.session;

import io.rotakeep.client.RotakeepException;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why there was no talking to the daemon, in words: nobody there, or which side's certificate.
 *
 * @param because what the transport saw
 */
record Unreachable(String what, String because, String nextStep) {
  /** Whether the failure is one of the way, not of the daemon. */
  static boolean explains(RotakeepException failure) {
    return failure instanceof RotakeepException.Unavailable || speaksAnotherProtocol(told(failure));
  }

  static Unreachable of(RotakeepException failure, Map<String, String> settings) {
    var address = settings.getOrDefault("ROTAKEEP_ADDRESS", "");
    var authority = settings.getOrDefault("ROTAKEEP_CA", "");
    var told = told(failure);
    var because = rootOf(failure).getMessage();
    var reason = because == null ? rootOf(failure).toString() : because;
    if (isAbsent(told)) {
      return new Unreachable(
          "nobody answers at " + address,
          reason,
          "start the daemon there (rotakeep server --config FILE; to try it out: rotakeep server"
              + " --dev), or name another address by --address or ROTAKEEP_ADDRESS");
    }
    return authority.isEmpty()
        ? plain(address, reason)
        : tls(address, authority, told, reason, settings.getOrDefault("ROTAKEEP_CERT", ""));
  }

  private static Unreachable plain(String address, String reason) {
    return new Unreachable(
        "there is no talking to what listens at " + address,
        reason,
        "if the daemon there speaks TLS, give --ca (ROTAKEEP_CA), and --cert and --key or"
            + " ROTAKEEP_TOKEN_FILE to be known; else see that it is a Rotakeep daemon");
  }

  private static Unreachable tls(
      String address, String authority, String told, String reason, String certificate) {
    if (has(told, "not an ssl/tls record", "wrong_version_number", "wrong version number")) {
      return new Unreachable(
          "what listens at " + address + " does not speak TLS",
          reason,
          "leave --ca (ROTAKEEP_CA) out for a development daemon, or name the right address");
    }
    if (has(told, "no subject alternative", "no name matching", "hostname", "doesn't match")) {
      return new Unreachable(
          "the daemon's certificate is not for the host of " + address,
          reason,
          "connect by a name or address that is in the daemon's certificate");
    }
    if (has(told, "expired", "notafter", "validity check failed")) {
      return new Unreachable(
          "a certificate has expired, or the clock is wrong",
          reason,
          "renew the daemon's certificate, or ours: " + orNone(certificate));
    }
    if (has(told, "path building", "certification path", "signature", "anchor")) {
      return new Unreachable(
          "the daemon's certificate is not signed by the authority we trust",
          reason,
          "give --ca (ROTAKEEP_CA) the authority of the daemon at "
              + address
              + "; it is now "
              + authority);
    }
    return new Unreachable(
        "the daemon at " + address + " does not accept our certificate",
        reason,
        "give --cert and --key (ROTAKEEP_CERT, ROTAKEEP_KEY) of a certificate that the daemon's"
            + " client_ca has signed and not revoked; it is now "
            + orNone(certificate));
  }

  private static String orNone(String certificate) {
    return certificate.isEmpty() ? "none" : certificate;
  }

  private static boolean isAbsent(String told) {
    return has(told, "refused", "no such file", "timed out", "unreachable", "unknownhost")
        || has(told, "unable to resolve", "no route");
  }

  /** HTTP/2 in plain, answered by something else, most often by TLS. */
  private static boolean speaksAnotherProtocol(String told) {
    return has(told, "settings", "http2 exception", "http/2 preface", "first received frame");
  }

  private static boolean has(String told, String... words) {
    return Stream.of(words).anyMatch(told::contains);
  }

  /** All that the exceptions beneath say. */
  private static String told(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
        .map(Throwable::toString)
        .collect(Collectors.joining("\n"))
        .toLowerCase(java.util.Locale.ROOT);
  }

  /** The transport says in its innermost cause what happened, such as a refused connection. */
  private static Throwable rootOf(Throwable failure) {
    var cause = failure.getCause();
    return cause == null ? failure : rootOf(cause);
  }
}
