package io.rotakeep.cli.operator;

import com.google.protobuf.ByteString;
import io.rotakeep.adapter.yaml.DaemonFile;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.adapter.yaml.SealSettings;
import io.rotakeep.cli.daemon.StartFailures;
import io.rotakeep.cli.session.SecretInput;
import io.rotakeep.cli.session.Session;
import io.rotakeep.core.seal.NewStore;
import io.rotakeep.core.seal.SealKind;
import io.rotakeep.core.seal.SealWish;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.daemon.Daemon;
import io.rotakeep.v1.InitResponse;
import io.rotakeep.v1.SystemStatus;
import java.nio.file.Path;
import java.util.List;
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
    description =
        "Creates the keys of an empty store, sealed as the daemon's file says: by a key file that"
            + " is made with them, by a passphrase, or by shares that are printed this once.")
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

  @Option(
      names = "--shares",
      paramLabel = "N",
      description = "For a shamir seal: how many shares to make. Default: 5.")
  private int shares = 5;

  @Option(
      names = "--threshold",
      paramLabel = "K",
      description = "For a shamir seal: how many of them unseal. Default: 3.")
  private int threshold = 3;

  @Option(
      names = "--passphrase-file",
      paramLabel = "FILE",
      description =
          "For a passphrase seal: where the passphrase is, - for standard input. Default: ask.")
  private @Nullable String passphraseFile;

  OperatorInitCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    var file = session.configFile(config).orElseThrow(this::noConfig);
    DaemonSettings settings = StartFailures.told(() -> DaemonFile.read(file));
    NewStore made = made(settings);
    session.output().message(answer(made, settings.seal()), "initialized store " + made.storeId());
    if (!session.json()) {
      made.shares().stream().map(ShareText::of).forEach(session.shell().out()::println);
    }
    mends(settings.seal(), made).forEach(session::note);
    session.note("  next step: rotakeep server --config " + file);
    made.shares().forEach(SecretBytes::close);
    return 0;
  }

  private NewStore made(DaemonSettings settings) {
    return switch (settings.seal().kind()) {
      case KEY_FILE, PKCS11 -> StartFailures.told(() -> Daemon.initialize(settings));
      case SHAMIR -> {
        SealWish wish = new SealWish(SealKind.SHAMIR, shares, threshold, null);
        yield StartFailures.told(() -> Daemon.initialize(settings, wish));
      }
      case PASSPHRASE -> {
        ByteString typed =
            new SecretInput(session.shell()).newPassphrase("new passphrase", passphraseFile);
        try (SecretBytes passphrase = SecretBytes.owning(typed.toByteArray())) {
          SealWish wish = new SealWish(SealKind.PASSPHRASE, 0, 0, passphrase);
          yield StartFailures.told(() -> Daemon.initialize(settings, wish));
        }
      }
    };
  }

  private static List<String> mends(SealSettings seal, NewStore made) {
    return switch (seal.kind()) {
      case KEY_FILE -> List.of("  seal key: " + seal.keyFile() + " (keep a copy elsewhere)");
      case PASSPHRASE ->
          List.of("  nobody can restore a passphrase that is forgotten: keep a copy");
      case SHAMIR ->
          List.of(
              "  give each of the %d shares to another keeper; they are not shown again"
                  .formatted(made.shares().size()));
      case PKCS11 -> List.of("  the key is in the token: without it nothing is readable");
    };
  }

  private ParameterException noConfig() {
    return new ParameterException(command.commandLine(), "give --config FILE");
  }

  private static InitResponse answer(NewStore made, SealSettings seal) {
    var status =
        SystemStatus.newBuilder()
            .setInitialized(true)
            .setSealed(true)
            .setSealType(ShareText.type(seal.kind()))
            .setStoreId(made.storeId().toString());
    var answer = InitResponse.newBuilder().setStatus(status);
    made.shares().forEach(share -> answer.addShares(ShareText.bytes(share)));
    return answer.build();
  }
}
