package io.rotakeep.adapter.grpc;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;

/** Whether callers will take the daemon's certificate at this time; if not, the log says so. */
final class OwnCertificate {
  private static final System.Logger LOG = System.getLogger(OwnCertificate.class.getName());

  private OwnCertificate() {}

  /** No reason to refuse a start: by which clock it is wrong, only a person knows. */
  static void look(Path file, X509Certificate certificate, Instant now) {
    Instant begin = certificate.getNotBefore().toInstant();
    Instant end = certificate.getNotAfter().toInstant();
    if (now.isBefore(begin)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "listen.grpc.tls.cert: {0} counts from {1} on, and this clock says {2}: callers refuse"
              + " it until then; set the clock, or put a certificate there that counts now",
          file,
          begin,
          now);
    } else if (now.isAfter(end)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "listen.grpc.tls.cert: {0} has counted until {1}, and this clock says {2}: callers"
              + " refuse it; put a new certificate and its key there, or set the clock",
          file,
          end,
          now);
    }
  }
}
