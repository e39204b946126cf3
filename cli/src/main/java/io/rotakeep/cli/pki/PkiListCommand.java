package io.rotakeep.cli.pki;

import com.google.protobuf.Struct;
import io.rotakeep.cli.session.Session;
import io.rotakeep.cli.text.Columns;
import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists what an authority has issued. */
@Command(name = "list", description = "Lists what was issued, and whether it still counts.")
final class PkiListCommand implements Callable<Integer> {
  private final Session session;
  private final SecureRandom random;

  @Mixin private final DirectoryOption directory = new DirectoryOption();

  PkiListCommand(Session session, SecureRandom random) {
    this.session = session;
    this.random = random;
  }

  @Override
  public Integer call() throws IOException {
    Authority authority = Authority.open(directory.files(), random);
    X509CRL revoked = authority.revocations();
    Instant now = session.shell().clock().instant();
    List<Struct> rows =
        authority.issued().stream()
            .sorted(
                Comparator.comparing(Signing::nameOf).thenComparing(X509Certificate::getNotAfter))
            .map(it -> CertificateWords.of(it, state(it, revoked, now)))
            .toList();
    session.output().list(rows.iterator(), columns(), "nothing was issued yet");
    return 0;
  }

  private static String state(X509Certificate leaf, X509CRL revoked, Instant now) {
    if (revoked.isRevoked(leaf)) {
      return "revoked";
    }
    if (!now.isBefore(CertificateWords.end(leaf))) {
      return "expired";
    }
    return now.isBefore(CertificateWords.renewal(leaf)) ? "valid" : "renew now";
  }

  private static Columns<Struct> columns() {
    return Columns.<Struct>of("NAME", row -> field(row, "name"))
        .with("STATE", row -> field(row, "state"))
        .with("EXPIRES", row -> field(row, "expireTime"))
        .with(
            "NAMES",
            row ->
                String.join(
                    " ",
                    row.getFieldsOrThrow("names").getListValue().getValuesList().stream()
                        .map(it -> it.getStringValue())
                        .toList()));
  }

  private static String field(Struct row, String name) {
    return row.getFieldsOrThrow(name).getStringValue();
  }
}
