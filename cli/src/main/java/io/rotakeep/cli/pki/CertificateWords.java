package io.rotakeep.cli.pki;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;

/** What is told of a certificate. */
final class CertificateWords {
  private CertificateWords() {}

  static Struct of(X509Certificate leaf, String state) {
    ListValue.Builder names = ListValue.newBuilder();
    names(leaf).forEach(it -> names.addValues(text(it)));
    return Struct.newBuilder()
        .putFields("name", text(Signing.nameOf(leaf)))
        .putFields("state", text(state))
        .putFields("names", Value.newBuilder().setListValue(names).build())
        .putFields("expireTime", text(end(leaf).toString()))
        .putFields("renewTime", text(renewal(leaf).toString()))
        .putFields("serial", text(Authority.hex(leaf.getSerialNumber())))
        .build();
  }

  static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  static Instant end(X509Certificate certificate) {
    return certificate.getNotAfter().toInstant();
  }

  /** When two thirds of its life are over, which leaves time to notice that it was forgotten. */
  static Instant renewal(X509Certificate certificate) {
    Instant start = certificate.getNotBefore().toInstant();
    return start
        .plus(Duration.between(start, end(certificate)).multipliedBy(2).dividedBy(3))
        .truncatedTo(ChronoUnit.SECONDS);
  }

  static List<String> names(X509Certificate leaf) {
    try {
      Collection<List<?>> all = leaf.getSubjectAlternativeNames();
      return all == null
          ? List.of()
          : all.stream().map(name -> String.valueOf(name.getLast())).toList();
    } catch (CertificateParsingException e) {
      return List.of();
    }
  }
}
