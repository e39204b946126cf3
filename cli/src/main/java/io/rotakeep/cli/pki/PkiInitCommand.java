package io.rotakeep.cli.pki;

import com.google.protobuf.Struct;
import io.rotakeep.cli.session.Session;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Makes an authority. */
@Command(
    name = "init",
    description =
        "Makes a certificate authority: its key, its certificate, an empty list of what"
            + " is revoked.")
final class PkiInitCommand implements Callable<Integer> {
  private final Session session;
  private final SecureRandom random;

  @Mixin private final DirectoryOption directory = new DirectoryOption();

  @Option(
      names = "--algorithm",
      paramLabel = "p256|ed25519",
      description = "Of its keys and of all it issues. Default: ${DEFAULT-VALUE}.")
  private KeyAlgorithm algorithm = KeyAlgorithm.P256;

  PkiInitCommand(Session session, SecureRandom random) {
    this.session = session;
    this.random = random;
  }

  @Override
  public Integer call() throws IOException, GeneralSecurityException {
    AuthorityFiles files = directory.files();
    Authority authority =
        Authority.create(
            files, algorithm, random, session.shell().pause(), session.shell().clock().instant());
    String end = CertificateWords.end(authority.certificate()).toString();
    Struct answer =
        Struct.newBuilder()
            .putFields(
                "certificate",
                CertificateWords.text(files.certificate(AuthorityFiles.NAME).toString()))
            .putFields("revocations", CertificateWords.text(files.revocations().toString()))
            .putFields("expireTime", CertificateWords.text(end))
            .build();
    session
        .output()
        .message(answer, "made an authority in " + directory.given() + ", valid until " + end);
    session.note(
        "  its key: " + files.key(AuthorityFiles.NAME) + " (whoever has it can be any caller)");
    String dir = " --dir " + directory.given();
    session.note("  next step: rotakeep pki issue server --dns localhost --ip 127.0.0.1" + dir);
    session.note(
        "             rotakeep pki issue client --spiffe-id spiffe://example.org/client" + dir);
    return 0;
  }
}
