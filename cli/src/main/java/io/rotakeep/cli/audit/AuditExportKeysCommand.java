package io.rotakeep.cli.audit;

import io.rotakeep.adapter.yaml.DaemonFile;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.cli.daemon.StartFailures;
import io.rotakeep.cli.session.Session;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.daemon.OfflineAudit;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the keys by which an auditor checks finished files. */
@Command(
    name = "export-keys",
    description = {
      "Writes the keys by which somebody else checks the tags of finished segments, and no others."
          + " Run it where the daemon runs. Where people unseal the store it asks for the"
          + " passphrase, the PIN or the shares.",
      "Whoever has such a key could forge that segment, though none before or after it."
    })
final class AuditExportKeysCommand implements Callable<Integer> {
  private final Session session;

  @Spec private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "The daemon's file. Default: ROTAKEEP_CONFIG.")
  private @Nullable Path config;

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FILE",
      description = "The file of keys, which must not be there yet; it is made with mode 0600.")
  private Path target = Path.of("");

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files of the audit.")
  private List<Path> files = new ArrayList<>();

  @Mixin private SealSecrets secrets = new SealSecrets();

  AuditExportKeysCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    Path file =
        session
            .configFile(config)
            .orElseThrow(() -> new ParameterException(command.commandLine(), "give --config FILE"));
    DaemonSettings settings = StartFailures.told(() -> DaemonFile.read(file));
    return StartFailures.told(
        () -> {
          try (SecretBytes keys = OfflineAudit.exportKeys(files, settings, secrets.of(session))) {
            write(keys);
          }
          session.note("keys of the finished segments are in " + target);
          return 0;
        });
  }

  private void write(SecretBytes keys) throws IOException {
    try (FileChannel channel =
            FileChannel.open(
                target,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
                PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rw-------")));
        OutputStream out = Channels.newOutputStream(channel)) {
      keys.writeTo(out);
    }
  }
}
