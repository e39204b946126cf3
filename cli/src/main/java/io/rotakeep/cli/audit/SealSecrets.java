package io.rotakeep.cli.audit;

import com.google.protobuf.ByteString;
import io.rotakeep.cli.session.CliFailure;
import io.rotakeep.cli.session.SecretInput;
import io.rotakeep.cli.session.Session;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.daemon.OfflineAudit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What opens a seal that needs people, typed or from files, for a command without a daemon. */
final class SealSecrets {
  @Option(
      names = "--secret-file",
      paramLabel = "FILE",
      description =
          "Where the passphrase, the PIN or a share of the seal is, - for standard input; once for"
              + " each share. Default: ask for it.")
  private List<String> files = new ArrayList<>();

  OfflineAudit.Keepers of(Session session) {
    SecretInput input = new SecretInput(session.shell());
    return (kind, number, needed) -> {
      String file = file(session, number, needed);
      ByteString given =
          switch (kind) {
            case SHAMIR -> input.share("share %d of %d".formatted(number, needed), file);
            case PKCS11 -> input.passphrase("PIN", file);
            case PASSPHRASE, KEY_FILE -> input.passphrase("passphrase", file);
          };
      return SecretBytes.owning(given.toByteArray());
    };
  }

  private @Nullable String file(Session session, int number, int needed) {
    if (number <= files.size()) {
      return files.get(number - 1);
    }
    if (!files.isEmpty() || (needed > 1 && !session.shell().interactive())) {
      throw CliFailure.invalid(
          "--secret-file: the seal needs %d of them, and %d are given"
              .formatted(needed, files.size()));
    }
    return null;
  }
}
