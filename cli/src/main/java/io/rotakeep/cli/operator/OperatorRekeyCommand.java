package io.rotakeep.cli.operator;

import com.google.protobuf.ByteString;
import io.rotakeep.cli.session.SecretInput;
import io.rotakeep.cli.session.Session;
import io.rotakeep.core.seal.SealKind;
import io.rotakeep.v1.GetStatusRequest;
import io.rotakeep.v1.RekeyRequest;
import io.rotakeep.v1.RekeyResponse;
import io.rotakeep.v1.RekeyStart;
import io.rotakeep.v1.SealType;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.SystemServiceGrpc.SystemServiceBlockingStub;
import io.rotakeep.v1.UnsealRequest;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** One step of the ceremony for a new root key under a new seal. */
@Command(
    name = "rekey",
    description =
        "Replaces the root key and how it is sealed, step by step: begin with --to; each keeper of"
            + " the present seal gives --contribute; each keeper of the new one proves to have"
            + " their part with --verify. Nothing changes before the last step.")
final class OperatorRekeyCommand implements Callable<Integer> {
  private final Session session;

  @Spec private CommandSpec command = CommandSpec.create();

  @ArgGroup(exclusive = true, multiplicity = "1")
  private Step step = new Step();

  /** What a keeper of a new seal can prove to have. */
  enum Part {
    SHARE,
    PASSPHRASE
  }

  /** Which step it is. */
  static final class Step {
    @Option(
        names = "--to",
        paramLabel = "TYPE",
        description = "Begin: key-file, passphrase, shamir or pkcs11.")
    private @Nullable String type;

    @Option(
        names = "--contribute",
        description = "Give a share, passphrase or PIN of the present seal.")
    private boolean contribute;

    @Option(
        names = "--verify",
        paramLabel = "WHAT",
        description = "Give a part of the new seal, to prove to have it: share or passphrase.")
    private @Nullable Part verify;

    @Option(names = "--cancel", description = "Drop what was gathered; the present seal stays.")
    private boolean cancel;
  }

  @Option(
      names = "--ceremony",
      paramLabel = "NAME",
      description = "The ceremony, as its beginning named it. For every step after that.")
  private String ceremony = "";

  @Option(
      names = "--shares",
      paramLabel = "N",
      description = "With --to shamir: how many shares to make. Default: 5.")
  private int shares = 5;

  @Option(
      names = "--threshold",
      paramLabel = "K",
      description = "With --to shamir: how many of them unseal. Default: 3.")
  private int threshold = 3;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Where the secret of this step is, - for standard input. Default: ask for it.")
  private @Nullable String file;

  OperatorRekeyCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (step.type == null && ceremony.isEmpty()) {
      throw new ParameterException(command.commandLine(), "give --ceremony NAME");
    }
    try (var client = session.connect()) {
      var system = SystemServiceGrpc.newBlockingStub(client.channel());
      var answer = system.rekey(request(system));
      session.output().message(answer, sentence(answer));
      if (!session.json()) {
        answer.getNewSharesList().stream()
            .map(ShareText::of)
            .forEach(session.shell().out()::println);
      }
      nextStep(answer);
      return 0;
    }
  }

  private RekeyRequest request(SystemServiceBlockingStub system) {
    var request = RekeyRequest.newBuilder().setCeremony(ceremony);
    if (step.type != null) {
      return request.setStart(start(step.type)).build();
    }
    if (step.cancel) {
      return request.setCancel(true).build();
    }
    if (step.contribute) {
      var type = system.getStatus(GetStatusRequest.getDefaultInstance()).getSealType();
      return request.setContribute(contribution(type)).build();
    }
    return request.setVerify(proof(step.verify)).build();
  }

  private RekeyStart start(String word) {
    var kind =
        SealKind.parse(word)
            .orElseThrow(
                () ->
                    new ParameterException(
                        command.commandLine(),
                        "--to: must be key-file, passphrase, shamir or pkcs11"));
    var start = RekeyStart.newBuilder().setSealType(ShareText.type(kind));
    return switch (kind) {
      case SHAMIR -> start.setShares(shares).setThreshold(threshold).build();
      case PASSPHRASE ->
          start
              .setPassphrase(new SecretInput(session.shell()).newPassphrase("new passphrase", file))
              .build();
      case KEY_FILE, PKCS11 -> start.build();
    };
  }

  private UnsealRequest contribution(SealType type) {
    var input = new SecretInput(session.shell());
    var given = UnsealRequest.newBuilder();
    return switch (type) {
      case SEAL_TYPE_SHAMIR -> given.setShare(input.share("share", file)).build();
      case SEAL_TYPE_PKCS11 -> given.setPin(input.passphrase("PIN", file)).build();
      case SEAL_TYPE_PASSPHRASE, SEAL_TYPE_KEY_FILE, SEAL_TYPE_UNSPECIFIED, UNRECOGNIZED ->
          given.setPassphrase(input.passphrase("passphrase", file)).build();
    };
  }

  private ByteString proof(@Nullable Part part) {
    var input = new SecretInput(session.shell());
    return part == Part.SHARE
        ? input.share("new share", file)
        : input.passphrase("new passphrase", file);
  }

  private static String sentence(RekeyResponse answer) {
    if (answer.getFinished()) {
      return "rekeyed: the new seal is in force, the old one opens nothing";
    }
    if (answer.getCeremony().isEmpty()) {
      return "cancelled: the present seal stays";
    }
    return "ceremony %s: %d contributions and %d verifications missing"
        .formatted(
            answer.getCeremony(),
            answer.getContributionsMissing(),
            answer.getVerificationsMissing());
  }

  private void nextStep(RekeyResponse answer) {
    if (answer.getFinished()) {
      session.note("  next step: write the new type into the daemon's file, seal: {type: …}");
    } else if (answer.getContributionsMissing() > 0) {
      session.note(
          "  next step: rotakeep operator rekey --contribute --ceremony " + answer.getCeremony());
    } else if (answer.getVerificationsMissing() > 0) {
      session.note(
          "  next step, each keeper of the new seal: rotakeep operator rekey --verify"
              + " share|passphrase --ceremony "
              + answer.getCeremony());
    }
  }
}
