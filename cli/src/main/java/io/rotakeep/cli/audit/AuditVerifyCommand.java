package io.rotakeep.cli.audit;

import io.rotakeep.adapter.audit.AuditReport;
import io.rotakeep.adapter.yaml.DaemonFile;
import io.rotakeep.cli.daemon.StartFailures;
import io.rotakeep.cli.session.Session;
import io.rotakeep.daemon.OfflineAudit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Checks the chain of audit files, without a daemon. */
@Command(
    name = "verify",
    description = {
      "Checks that no record of audit files was changed, taken out, put in or moved, and names the"
          + " first that is broken. Asks no daemon.",
      "Without keys the hashes are checked; with --config or --keys the tags as well. Where people"
          + " unseal the store, --config asks for the passphrase, the PIN or the shares."
    })
final class AuditVerifyCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Files of one trail, rotated ones too, in any order.")
  private List<Path> files = new ArrayList<>();

  @ArgGroup private @Nullable Keys keys;

  @Option(
      names = "--head",
      paramLabel = "HASH",
      description =
          "The hash of a head that another place remembers, such as a syslog server; it must be"
              + " there. May be repeated.")
  private List<String> heads = new ArrayList<>();

  /** Where the keys of the tags come from. */
  static final class Keys {
    @Option(
        names = "--config",
        paramLabel = "FILE",
        description =
            "The daemon's file: checks tags with the keys of its store, and the newest head with"
                + " what the store remembers.")
    private @Nullable Path config;

    @Option(
        names = "--keys",
        paramLabel = "FILE",
        description = "Keys that export-keys wrote: checks the tags of the segments in it.")
    private @Nullable Path exported;
  }

  @Mixin private SealSecrets secrets = new SealSecrets();

  AuditVerifyCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    AuditReport report = StartFailures.told(this::verified);
    if (session.json()) {
      session.output().lines(AuditReportText.json(report));
    } else {
      session.output().lines(AuditReportText.text(report));
    }
    return report.holds() ? 0 : 1;
  }

  private AuditReport verified() throws IOException {
    if (keys != null && keys.config != null) {
      return OfflineAudit.verify(files, heads, DaemonFile.read(keys.config), secrets.of(session));
    }
    if (keys != null && keys.exported != null) {
      return OfflineAudit.verify(files, heads, keys.exported);
    }
    return OfflineAudit.verify(files, heads);
  }
}
