package io.rotakeep.cli.pki;

import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import io.rotakeep.cli.session.Session;
import io.rotakeep.cli.text.Cell;
import io.rotakeep.cli.text.Columns;
import io.rotakeep.cli.text.Columns.Trait;
import io.rotakeep.cli.text.Tone;
import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lists what an authority has issued. */
@Command(name = "list", description = "Lists what was issued, and whether it still counts.")
final class PkiListCommand implements Callable<Integer> {
  private static final String VALID = "valid";
  private static final String RENEW = "renew now";

  private final Session session;
  private final SecureRandom random;

  @Mixin private final DirectoryOption directory = new DirectoryOption();

  PkiListCommand(Session session, SecureRandom random) {
    this.session = session;
    this.random = random;
  }

  @Override
  public Integer call() throws IOException {
    Authority authority = Authority.open(directory.files(), random, session.shell().pause());
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
    return now.isBefore(CertificateWords.renewal(leaf)) ? VALID : RENEW;
  }

  private static Columns<Struct> columns() {
    return Columns.<Struct>of("NAME", row -> Cell.of(field(row, "name")))
        .with("STATE", row -> Cell.of(field(row, "state"), tone(field(row, "state"))))
        .with("EXPIRES", row -> Cell.of(time(field(row, "expireTime"))))
        .with("NAMES", row -> Cell.of(names(row)), Trait.SHRINKS);
  }

  private static Tone tone(String state) {
    return switch (state) {
      case VALID -> Tone.GOOD;
      case RENEW -> Tone.CAUTION;
      default -> Tone.BAD;
    };
  }

  private static Timestamp time(String written) {
    return Timestamp.newBuilder().setSeconds(Instant.parse(written).getEpochSecond()).build();
  }

  private static String names(Struct row) {
    return row.getFieldsOrThrow("names").getListValue().getValuesList().stream()
        .map(Value::getStringValue)
        .collect(Collectors.joining(" "));
  }

  private static String field(Struct row, String name) {
    return row.getFieldsOrThrow(name).getStringValue();
  }
}
