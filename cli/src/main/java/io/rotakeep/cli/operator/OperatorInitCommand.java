package io.rotakeep.cli.operator;

import io.rotakeep.adapter.yaml.DaemonFile;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.cli.daemon.StartFailures;
import io.rotakeep.cli.session.Session;
import io.rotakeep.daemon.Daemon;
import io.rotakeep.v1.InitResponse;
import io.rotakeep.v1.SealType;
import io.rotakeep.v1.SystemStatus;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Creates the keys of an empty store, on the machine where the daemon will run. */
@Command(
    name = "init",
    description = "Creates the keys of an empty store and the key file that seals them.")
final class OperatorInitCommand implements Callable<Integer> {
  private final Session session;

  @Spec private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "The daemon's file; run this as the daemon's user, before its first start. Default:"
              + " ROTAKEEP_CONFIG.")
  private @Nullable Path config;

  OperatorInitCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var file = session.configFile(config).orElseThrow(this::noConfig);
    DaemonSettings settings = StartFailures.told(() -> DaemonFile.read(file));
    UUID storeId = StartFailures.told(() -> Daemon.initialize(settings));
    session.output().message(answer(storeId), "initialized store " + storeId);
    session.note("  seal key: " + settings.seal().keyFile() + " (keep a copy elsewhere)");
    session.note("  next step: rotakeep server --config " + file);
    return 0;
  }

  private ParameterException noConfig() {
    return new ParameterException(command.commandLine(), "give --config FILE");
  }

  private static InitResponse answer(UUID storeId) {
    var status =
        SystemStatus.newBuilder()
            .setInitialized(true)
            .setSealed(true)
            .setSealType(SealType.SEAL_TYPE_KEY_FILE)
            .setStoreId(storeId.toString());
    return InitResponse.newBuilder().setStatus(status).build();
  }
}
