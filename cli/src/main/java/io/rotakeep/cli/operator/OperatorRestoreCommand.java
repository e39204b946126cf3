package io.rotakeep.cli.operator;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.rotakeep.adapter.yaml.DaemonFile;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.cli.daemon.StartFailures;
import io.rotakeep.cli.session.Session;
import io.rotakeep.cli.text.Printable;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.daemon.Restoration;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Makes a store of a backup, on the machine where the daemon will run. */
@Command(
    name = "restore",
    description =
        "Makes a store of a backup, while no daemon runs. All its connections are held until"
            + " people release them: their tokens may have been spent since.")
final class OperatorRestoreCommand implements Callable<Integer> {
  private static final int AT_FIRST = 20;

  private final Session session;

  @Spec private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The daemon's file, whose data_dir is absent or empty; run this as the daemon's user or"
              + " as root. Default: ROTAKEEP_CONFIG.")
  private @Nullable Path config;

  @Option(names = "--from", required = true, paramLabel = "FILE", description = "The backup.")
  private Path from = Path.of("");

  @Option(names = "--dry-run", description = "Check whether it could be restored.")
  private boolean dryRun;

  @Option(
      names = "--list",
      description =
          "Print one line for each connection in it, all of which may be stale. Default: for the"
              + " first "
              + AT_FIRST
              + ".")
  private boolean list;

  OperatorRestoreCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var file = session.configFile(config).orElseThrow(this::noConfig);
    DaemonSettings settings = StartFailures.told(() -> DaemonFile.read(file));
    Restoration restoration = StartFailures.told(() -> Restoration.prepare(settings, from));
    Instant distrusted = dryRun ? null : StartFailures.told(() -> run(restoration));
    if (list) {
      lines(restoration, settings).forEach(session::note);
      listing(restoration).of(from, restoration.contents());
    } else {
      session
          .output()
          .message(message(restoration, settings, distrusted), _ -> lines(restoration, settings));
      if (!session.json()) {
        session.output().lines(listing(restoration).first(AT_FIRST, from, restoration.contents()));
      }
    }
    if (!dryRun) {
      session.note("  next step: rotakeep server --config " + file);
      session.note("  then: rotakeep operator status, and release each connection");
    }
    return 0;
  }

  private Instant run(Restoration restoration) throws IOException {
    try (var _ = session.progress("restoring")) {
      return restoration.run(session.shell().clock());
    }
  }

  private BackupListing listing(Restoration restoration) {
    return new BackupListing(session, refreshedSince(restoration));
  }

  /** Null if nobody knows: the list is worth something without. */
  private @Nullable Set<String> refreshedSince(Restoration restoration) {
    try (var _ = session.progress("reading the audit")) {
      var found = restoration.refreshedSince();
      session.note(
          found
              .map(ids -> "the audit here says that " + ids.size() + " were refreshed since")
              .orElse("no file of the audit is here to say which were refreshed since"));
      return found.orElse(null);
    } catch (AuditUnavailableException e) {
      session.note(Printable.of(e.getMessage() + ": it does not say which were refreshed since"));
      return null;
    }
  }

  private List<String> lines(Restoration restoration, DaemonSettings settings) {
    var summary = new BackupSummary(restoration.contents());
    var header = restoration.contents().header();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s store %s, as it was at %s, %s %s"
            .formatted(
                dryRun ? "could restore" : "restored",
                header.storeId(),
                summary.taken(),
                dryRun ? "to" : "in",
                settings.dataDir()));
    lines.add("connections that may be stale: " + summary.connections());
    lines.add(since(restoration));
    return lines.stream().map(Printable::of).toList();
  }

  private static String since(Restoration restoration) {
    var since = restoration.changesSince();
    if (since.isEmpty()) {
      return "there is no witness, so nobody knows what was changed since";
    }
    return since.getAsLong() == 0
        ? "the witness has seen no change since, in this copy"
        : "the witness has seen " + since.getAsLong() + " changes since";
  }

  private Struct message(
      Restoration restoration, DaemonSettings settings, @Nullable Instant distrusted) {
    var message =
        new BackupSummary(restoration.contents())
            .message().toBuilder()
                .putFields("dataDir", BackupSummary.text(settings.dataDir().toString()))
                .putFields("dryRun", Value.newBuilder().setBoolValue(dryRun).build());
    restoration
        .changesSince()
        .ifPresent(count -> message.putFields("changesSince", BackupSummary.number(count)));
    if (distrusted != null) {
      message.putFields("distrustTime", BackupSummary.text(distrusted.toString()));
    }
    return message.build();
  }

  private ParameterException noConfig() {
    return new ParameterException(command.commandLine(), "give --config FILE");
  }
}
