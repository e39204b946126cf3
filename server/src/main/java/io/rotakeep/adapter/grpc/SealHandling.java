package io.rotakeep.adapter.grpc;

import com.google.protobuf.ByteString;
import io.grpc.Status.Code;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.seal.Operator;
import io.rotakeep.core.seal.PresentSeal;
import io.rotakeep.core.seal.SealDesk;
import io.rotakeep.core.seal.SealKind;
import io.rotakeep.core.seal.SealState;
import io.rotakeep.core.seal.UnsealStep;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.v1.ErrorReason;
import io.rotakeep.v1.SealRequest;
import io.rotakeep.v1.SealType;
import io.rotakeep.v1.SystemStatus;
import io.rotakeep.v1.UnsealRequest;
import io.rotakeep.v1.UnsealRequest.SecretCase;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The methods that open and close the seal; they are there whether it is open or closed. */
public final class SealHandling {
  private final SealDesk desk;
  private final SystemGrpcService.Node node;

  public SealHandling(SealDesk desk, SystemGrpcService.Node node) {
    this.desk = desk;
    this.node = node;
  }

  /** As much of the state as can be told while sealed. */
  SystemStatus.Builder status() {
    PresentSeal present = desk.present();
    SystemStatus.Builder status =
        SystemStatus.newBuilder()
            .setVersion(node.version())
            .setNode(node.name())
            .setStartTime(Times.timestamp(node.started()))
            .setDev(node.dev())
            .setSealType(type(present.kind()))
            .setSealed(!desk.isOpen());
    if (!desk.isOpen() && present.needed() > 0) {
      status.setSharesNeeded(present.needed()).setSharesReceived(desk.received());
    }
    return switch (desk.state()) {
      case SealState.Uninitialized() -> status;
      case SealState.Sealed(UUID id) -> status.setInitialized(true).setStoreId(id.toString());
      case SealState.Unsealed(UUID id) -> status.setInitialized(true).setStoreId(id.toString());
    };
  }

  /** A daemon that runs has keys: they are made before its first start, on its machine. */
  ReplyException initialized() {
    return ErrorReply.of(
            Code.FAILED_PRECONDITION,
            ErrorReason.ERROR_REASON_WRONG_STATE,
            "the store has its keys already: they are made once, before the first start")
        .toException();
  }

  SystemStatus unseal(RpcCall call, UnsealRequest request) {
    if (request.getCancel()) {
      return told(desk.cancel(), "cancel");
    }
    String field = requireSecret(desk.present().kind(), request.getSecretCase());
    try (SecretBytes secret = secretIn(request)) {
      return told(desk.unseal(operator(call), secret), field);
    }
  }

  SystemStatus seal(RpcCall call, SealRequest request) {
    desk.seal(new Operator(call.caller().name(), RequestIds.of(call, request.getRequestId())));
    return status().build();
  }

  static Operator operator(RpcCall call) {
    return new Operator(call.caller().name(), call.requestId());
  }

  /** Null if there is none. The caller closes it. */
  static @Nullable SecretBytes secretIn(UnsealRequest request) {
    ByteString bytes =
        switch (request.getSecretCase()) {
          case PASSPHRASE -> request.getPassphrase();
          case SHARE -> request.getShare();
          case PIN -> request.getPin();
          case SECRET_NOT_SET -> null;
        };
    return bytes == null ? null : SecretBytes.owning(bytes.toByteArray());
  }

  /** The name of the field that this kind of seal wants; empty for none. */
  static String requireSecret(SealKind kind, SecretCase given) {
    SecretCase wanted =
        switch (kind) {
          case KEY_FILE -> SecretCase.SECRET_NOT_SET;
          case PASSPHRASE -> SecretCase.PASSPHRASE;
          case SHAMIR -> SecretCase.SHARE;
          case PKCS11 -> given == SecretCase.PIN ? SecretCase.PIN : SecretCase.SECRET_NOT_SET;
        };
    if (given != wanted) {
      throw new InvalidFieldException(
          wanted == SecretCase.SECRET_NOT_SET ? field(given) : field(wanted),
          wanted == SecretCase.SECRET_NOT_SET
              ? "must not be set: the store is sealed by " + kind.text()
              : "is required: the store is sealed by " + kind.text());
    }
    return field(wanted);
  }

  static SealType type(SealKind kind) {
    return switch (kind) {
      case KEY_FILE -> SealType.SEAL_TYPE_KEY_FILE;
      case PASSPHRASE -> SealType.SEAL_TYPE_PASSPHRASE;
      case SHAMIR -> SealType.SEAL_TYPE_SHAMIR;
      case PKCS11 -> SealType.SEAL_TYPE_PKCS11;
    };
  }

  private SystemStatus told(UnsealStep step, String field) {
    return switch (step) {
      case UnsealStep.Opened(), UnsealStep.Missing _ -> status().build();
      case UnsealStep.Refused(String rule) -> throw ErrorReply.invalid(field, rule).toException();
      case UnsealStep.NotYet(var wait) -> throw tooSoon().retryAfter(wait).toException();
      case UnsealStep.Failed(String why) ->
          throw ErrorReply.of(Code.UNAVAILABLE, ErrorReason.ERROR_REASON_SEALED, why).toException();
    };
  }

  static ErrorReply tooSoon() {
    return ErrorReply.of(
        Code.RESOURCE_EXHAUSTED,
        ErrorReason.ERROR_REASON_CALLER_THROTTLED,
        "too soon after a wrong one, or another is being looked at");
  }

  private static String field(SecretCase secret) {
    return switch (secret) {
      case PASSPHRASE -> "passphrase";
      case SHARE -> "share";
      case PIN -> "pin";
      case SECRET_NOT_SET -> "";
    };
  }
}
