package io.rotakeep.adapter.grpc;

import com.google.protobuf.Message;
import io.grpc.Status.Code;
import io.rotakeep.core.approval.Act;
import io.rotakeep.core.approval.Approval;
import io.rotakeep.core.approval.Approvals;
import io.rotakeep.core.approval.Approvals.Decision;
import io.rotakeep.v1.ErrorReason;
import java.time.temporal.ChronoUnit;

/** Stops acts on all connections until somebody else has approved them. Thread-safe. */
final class SecondPerson {
  private final Approvals approvals;

  SecondPerson(Approvals approvals) {
    this.approvals = approvals;
  }

  /**
   * Uses the approval of this request up, where one is needed. To be asked last, when all else is
   * found to be in order.
   *
   * @param comment why, as far as the caller said so
   * @param connections how many the request would touch
   * @throws ReplyException if the request has yet to be approved
   */
  void require(RpcCall call, Message request, String comment, long connections) {
    Act act = new Act(call.method(), RequestDigest.ofContent(request), connections, comment);
    switch (approvals.ask(call.caller(), act)) {
      case Decision.Granted() -> {}
      case Decision.Needed(Approval approval) -> throw needed(approval).toException();
    }
  }

  private static ErrorReply needed(Approval approval) {
    String until = approval.expires().truncatedTo(ChronoUnit.SECONDS).toString();
    return ErrorReply.of(
            Code.FAILED_PRECONDITION,
            ErrorReason.ERROR_REASON_APPROVAL_REQUIRED,
            "an act on all connections needs a second person's approval; nothing was done")
        .with("approval", approval.id())
        .with("count", Long.toString(approval.act().connections()))
        .with("expire_time", until)
        .with(
            "next_step",
            "let somebody else who may do the same run: rotakeep operator approvals approve "
                + approval.id()
                + "; then repeat this request as it is, before "
                + until);
  }
}
