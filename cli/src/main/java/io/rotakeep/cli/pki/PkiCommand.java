package io.rotakeep.cli.pki;

import io.rotakeep.cli.session.Session;
import java.security.SecureRandom;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** Certificates for mutual TLS, without another tool. */
@Command(
    name = "pki",
    description = "A small certificate authority, for the daemon's certificate and its callers'.")
public final class PkiCommand {
  private PkiCommand() {}

  public static CommandLine in(Session session) {
    SecureRandom random = new SecureRandom();
    return new CommandLine(new PkiCommand())
        .addSubcommand(new PkiInitCommand(session, random))
        .addSubcommand(new PkiIssueCommand(session, random))
        .addSubcommand(new PkiListCommand(session, random))
        .addSubcommand(new PkiRevokeCommand(session, random));
  }
}
