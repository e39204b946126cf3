package io.rotakeep.cli.pki;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.rotakeep.cli.session.Session;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Revokes what was issued under a name. */
@Command(
    name = "revoke",
    description =
        "Revokes every living certificate of a name, in DIR/ca.crl. A daemon whose"
            + " listen.grpc.tls.client_crl names that file turns its holder away within seconds.")
final class PkiRevokeCommand implements Callable<Integer> {
  private final Session session;
  private final SecureRandom random;

  @Mixin private final DirectoryOption directory = new DirectoryOption();

  @Parameters(paramLabel = "NAME", description = "As it was issued.")
  private String name = "";

  PkiRevokeCommand(Session session, SecureRandom random) {
    this.session = session;
    this.random = random;
  }

  @Override
  public Integer call() throws IOException, GeneralSecurityException {
    Subject.requireName(name);
    AuthorityFiles files = directory.files();
    int revoked =
        Authority.open(files, random, session.shell().pause())
            .revoke(name, session.shell().clock().instant());
    Struct answer =
        Struct.newBuilder()
            .putFields("name", CertificateWords.text(name))
            .putFields("revoked", Value.newBuilder().setNumberValue(revoked).build())
            .putFields("revocations", CertificateWords.text(files.revocations().toString()))
            .build();
    session
        .output()
        .message(
            answer,
            revoked == 0
                ? name + " was revoked already"
                : "revoked %s (%d certificate%s) in %s"
                    .formatted(name, revoked, revoked == 1 ? "" : "s", files.revocations()));
    session.note("  the daemon must read this file: listen.grpc.tls.client_crl");
    return 0;
  }
}
