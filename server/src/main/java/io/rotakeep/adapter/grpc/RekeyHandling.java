package io.rotakeep.adapter.grpc;

import com.google.protobuf.ByteString;
import io.grpc.Status.Code;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.seal.RekeyStep;
import io.rotakeep.core.seal.Rekeying;
import io.rotakeep.core.seal.SealKind;
import io.rotakeep.core.seal.SealWish;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.v1.ErrorReason;
import io.rotakeep.v1.RekeyRequest;
import io.rotakeep.v1.RekeyResponse;
import io.rotakeep.v1.RekeyStart;
import io.rotakeep.v1.SealType;
import io.rotakeep.v1.UnsealRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The steps of a ceremony for a new seal. */
final class RekeyHandling {
  private final Rekeying rekeying;

  RekeyHandling(Rekeying rekeying) {
    this.rekeying = rekeying;
  }

  RekeyResponse step(RpcCall call, RekeyRequest request) {
    var operator = SealHandling.operator(call);
    String ceremony = request.getCeremony();
    return switch (request.getStepCase()) {
      case START -> start(call, request.getStart());
      case CONTRIBUTE -> {
        try (SecretBytes given = required(request.getContribute())) {
          yield message(rekeying.contribute(operator, ceremony, given), "contribute");
        }
      }
      case VERIFY -> {
        try (SecretBytes proof = SecretBytes.owning(request.getVerify().toByteArray())) {
          yield message(rekeying.verify(operator, ceremony, proof), "verify");
        }
      }
      case CANCEL -> message(rekeying.cancel(operator, ceremony), "cancel");
      case STEP_NOT_SET ->
          throw new InvalidFieldException(
              "step", "is required: start, contribute, verify or cancel");
    };
  }

  private RekeyResponse start(RpcCall call, RekeyStart start) {
    try (SecretBytes passphrase = passphrase(start)) {
      SealWish wish =
          new SealWish(
              kind(start.getSealType()), start.getShares(), start.getThreshold(), passphrase);
      return message(rekeying.start(SealHandling.operator(call), wish), "start");
    }
  }

  private static @Nullable SecretBytes passphrase(RekeyStart start) {
    return start.getPassphrase().isEmpty()
        ? null
        : SecretBytes.owning(start.getPassphrase().toByteArray());
  }

  private static SecretBytes required(UnsealRequest contribution) {
    SecretBytes given = SealHandling.secretIn(contribution);
    if (given == null) {
      throw new InvalidFieldException("contribute", "must hold a passphrase, a share or a pin");
    }
    return given;
  }

  private static SealKind kind(SealType type) {
    return switch (type) {
      case SEAL_TYPE_KEY_FILE -> SealKind.KEY_FILE;
      case SEAL_TYPE_PASSPHRASE -> SealKind.PASSPHRASE;
      case SEAL_TYPE_SHAMIR -> SealKind.SHAMIR;
      case SEAL_TYPE_PKCS11 -> SealKind.PKCS11;
      case SEAL_TYPE_UNSPECIFIED, UNRECOGNIZED ->
          throw new InvalidFieldException("start.seal_type", "is required, one of those known");
    };
  }

  /**
   * @param step as the request calls it, for what is said of its field
   */
  private static RekeyResponse message(RekeyStep step, String field) {
    return switch (step) {
      case RekeyStep.Going going -> message(going);
      case RekeyStep.Finished _ -> RekeyResponse.newBuilder().setFinished(true).build();
      case RekeyStep.Refused(String wrong, String rule) ->
          throw ErrorReply.invalid(wrong.equals("contribution") ? field : field + "." + wrong, rule)
              .toException();
      case RekeyStep.WrongStep(String why) ->
          throw ErrorReply.of(Code.FAILED_PRECONDITION, ErrorReason.ERROR_REASON_WRONG_STATE, why)
              .toException();
      case RekeyStep.NotYet(var wait) ->
          throw SealHandling.tooSoon().retryAfter(wait).toException();
      case RekeyStep.Failed(String why) ->
          throw ErrorReply.of(Code.FAILED_PRECONDITION, ErrorReason.ERROR_REASON_WRONG_STATE, why)
              .toException();
    };
  }

  private static RekeyResponse message(RekeyStep.Going going) {
    RekeyResponse.Builder message =
        RekeyResponse.newBuilder()
            .setCeremony(going.ceremony())
            .setContributionsMissing(going.contributions())
            .setVerificationsMissing(going.verifications());
    List<SecretBytes> shares = going.shares();
    shares.forEach(share -> message.addNewShares(copy(share)));
    shares.forEach(SecretBytes::close);
    return message.build();
  }

  private static ByteString copy(SecretBytes share) {
    return share.read(ByteString::copyFrom);
  }
}
