package io.rotakeep.cli.pki;

import io.rotakeep.cli.session.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Issues a certificate to a server or a caller. */
@Command(
    name = "issue",
    description = "Issues a certificate with a new key: DIR/NAME.crt and DIR/NAME.key.")
final class PkiIssueCommand implements Callable<Integer> {
  private static final int LONGEST_DAYS = 825;

  private final Session session;
  private final SecureRandom random;

  @Spec private CommandSpec command = CommandSpec.create();
  @Mixin private final DirectoryOption directory = new DirectoryOption();

  @Parameters(paramLabel = "NAME", description = "What its files are called, such as server.")
  private String name = "";

  @Option(
      names = "--spiffe-id",
      paramLabel = "URI",
      description = "By which policies know a caller, such as spiffe://example.org/crm.")
  private @Nullable String spiffeId;

  @Option(
      names = "--dns",
      paramLabel = "NAME",
      description = "By which clients know the server; one alone may name a caller. Repeatable.")
  private List<String> dns = new ArrayList<>();

  @Option(
      names = "--ip",
      paramLabel = "ADDR",
      description = "By which clients know the server. Repeatable.")
  private List<String> addresses = new ArrayList<>();

  @Option(
      names = "--days",
      paramLabel = "N",
      description = "How long it counts, 1 to 825. Default: ${DEFAULT-VALUE}.")
  private int days = 90;

  @Option(
      names = {"--renew", "--force"},
      description =
          "Replaces certificate and key; the names are those of the old certificate unless given.")
  private boolean renew;

  PkiIssueCommand(Session session, SecureRandom random) {
    this.session = session;
    this.random = random;
  }

  @Override
  public Integer call() throws IOException, GeneralSecurityException {
    if (days < 1 || days > LONGEST_DAYS) {
      throw usage("--days: must be 1 to " + LONGEST_DAYS);
    }
    AuthorityFiles files = directory.files();
    Subject subject = subject(files);
    Authority authority = Authority.open(files, random, session.shell().pause());
    Duration life = Duration.ofDays(days);
    Instant now = session.shell().clock().instant();
    Authority.Issued issued =
        renew ? authority.renew(subject, life, now) : authority.issue(subject, life, now);
    session
        .output()
        .message(
            CertificateWords.of(issued.certificate(), "valid"),
            "issued %s, valid until %s"
                .formatted(issued.file(), CertificateWords.end(issued.certificate())));
    session.note("  key: " + issued.key() + " (mode 0600)");
    session.note(
        "  renew from %s on: rotakeep pki issue %s --renew --dir %s"
            .formatted(CertificateWords.renewal(issued.certificate()), name, directory.given()));
    return 0;
  }

  private Subject subject(AuthorityFiles files) throws IOException {
    Subject given = new Subject(name, spiffeId, dns, addresses);
    if (!given.isKnownByNothing()) {
      return given;
    }
    if (renew && Files.exists(files.certificate(name))) {
      return Subject.of(name, Pem.certificate(files.certificate(name)));
    }
    throw usage(
        "a certificate must say who has it: give --spiffe-id for a caller, --dns or --ip for a"
            + " server");
  }

  private ParameterException usage(String rule) {
    return new ParameterException(command.commandLine(), rule);
  }
}
