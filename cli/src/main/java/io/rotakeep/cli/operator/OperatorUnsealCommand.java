package io.rotakeep.cli.operator;

import io.rotakeep.cli.session.SecretInput;
import io.rotakeep.cli.session.Session;
import io.rotakeep.v1.GetStatusRequest;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.SystemStatus;
import io.rotakeep.v1.UnsealRequest;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Gives the daemon access to its keys. */
@Command(
    name = "unseal",
    description =
        "Gives the daemon access to its keys, with a passphrase or one of the shares, or with"
            + " nothing where a key file or a token has the key.")
final class OperatorUnsealCommand implements Callable<Integer> {
  private final Session session;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description =
          "Where the passphrase, share or PIN is, - for standard input. Default: ask for it.")
  private @Nullable String file;

  @Option(names = "--pin", description = "For a pkcs11 seal: the token wants a PIN from a person.")
  private boolean pin;

  @Option(names = "--cancel", description = "Drop the shares given so far.")
  private boolean cancel;

  OperatorUnsealCommand(Session session) {
    this.session = session;
  }

  /** 0 also while further shares are missing. */
  @Override
  public Integer call() {
    try (var client = session.connect()) {
      var system = SystemServiceGrpc.newBlockingStub(client.channel());
      var before = system.getStatus(GetStatusRequest.getDefaultInstance());
      var status = before.getSealed() || cancel ? system.unseal(request(before)) : before;
      session.output().message(status, sentence(status));
      return 0;
    }
  }

  private UnsealRequest request(SystemStatus status) {
    if (cancel) {
      return UnsealRequest.newBuilder().setCancel(true).build();
    }
    var request = UnsealRequest.newBuilder();
    var input = new SecretInput(session.shell());
    switch (status.getSealType()) {
      case SEAL_TYPE_PASSPHRASE -> request.setPassphrase(input.passphrase("passphrase", file));
      case SEAL_TYPE_SHAMIR -> request.setShare(input.share("share", file));
      case SEAL_TYPE_PKCS11 -> {
        if (pin || file != null) {
          request.setPin(input.passphrase("PIN", file));
        }
      }
      case SEAL_TYPE_KEY_FILE, SEAL_TYPE_UNSPECIFIED, UNRECOGNIZED -> {}
    }
    return request.build();
  }

  private static String sentence(SystemStatus status) {
    if (!status.getSealed()) {
      return "unsealed";
    }
    return "sealed: %d of %d shares given, within ten minutes of the first"
        .formatted(status.getSharesReceived(), status.getSharesNeeded());
  }
}
