package io.rotakeep.adapter.grpc;

import io.grpc.Status.Code;
import io.rotakeep.core.crypto.Keyring;
import io.rotakeep.core.rewrap.KeyRotation;
import io.rotakeep.core.rewrap.RewrapMark;
import io.rotakeep.core.rewrap.RewrapProgress;
import io.rotakeep.core.rewrap.Rewrapper;
import io.rotakeep.core.seal.KeyBarrier;
import io.rotakeep.v1.ErrorReason;
import io.rotakeep.v1.Fault;
import io.rotakeep.v1.Rewrap;
import io.rotakeep.v1.RotateKeysRequest;
import io.rotakeep.v1.RotateKeysResponse;
import io.rotakeep.v1.SystemStatus;

/** The terms of the data keys, as the API has them. */
public final class KeyHandling {
  private static final String NEWEST_SEAL =
      "put the newest file `seal` back into the daemon's data directory and start it again";

  private final KeyBarrier barrier;
  private final KeyRotation rotation;
  private final Rewrapper rewrapper;

  public KeyHandling(KeyBarrier barrier, KeyRotation rotation, Rewrapper rewrapper) {
    this.barrier = barrier;
    this.rotation = rotation;
    this.rewrapper = rewrapper;
  }

  RotateKeysResponse rotate(RpcCall call, RotateKeysRequest request) {
    return switch (rotation.rotate(Orders.of(call, "", request.getRequestId()))) {
      case KeyRotation.Result.Rotated(var term) ->
          RotateKeysResponse.newBuilder().setKeyTerm(term.number()).build();
      case KeyRotation.Result.Full _ ->
          throw ErrorReply.of(
                  Code.FAILED_PRECONDITION,
                  ErrorReason.ERROR_REASON_WRONG_STATE,
                  "the keyring has " + Keyring.MAX_TERMS + " terms, as many as there can be")
              .toException();
      case KeyRotation.Result.Missing(var newest) ->
          throw ErrorReply.of(
                  Code.FAILED_PRECONDITION,
                  ErrorReason.ERROR_REASON_WRONG_STATE,
                  "this store has had key term "
                      + newest.number()
                      + ", which the sealed keys in use lack")
              .with("next_step", NEWEST_SEAL)
              .toException();
    };
  }

  /** To be called while unsealed. */
  void describe(SystemStatus.Builder status) {
    status.setKeyTerm(barrier.keyring().currentTerm().number());
    rewrapper.progress().ifPresent(progress -> status.setRewrap(message(progress)));
    rewrapper.missing().ifPresent(mark -> status.addFaults(message(mark)));
  }

  private static Rewrap message(RewrapProgress progress) {
    return Rewrap.newBuilder()
        .setTotal(progress.total())
        .setDone(progress.done())
        .setStartTime(Times.timestamp(progress.begun()))
        .build();
  }

  private static Fault message(RewrapMark missing) {
    return Fault.newBuilder()
        .setPart("seal")
        .setSince(Times.timestamp(missing.begun()))
        .setDetail(
            "records are encrypted under key term "
                + missing.term().number()
                + ", which the sealed keys in use lack")
        .setNextStep(NEWEST_SEAL)
        .build();
  }
}
