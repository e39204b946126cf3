package io.rotakeep.adapter.grpc;

import io.grpc.ServerCall;
import io.grpc.Status.Code;
import org.jspecify.annotations.Nullable;

/** Collects the one request of a call; whoever extends it hears of it when it is complete. */
abstract class Requests<Q, A> extends ServerCall.Listener<Q> {
  private final ServerCall<Q, A> call;
  private @Nullable Q request;
  private boolean refused;

  Requests(ServerCall<Q, A> call) {
    this.call = call;
    // One more than there should be, so that a second one is noticed.
    call.request(2);
  }

  abstract void complete(Q message);

  final ServerCall<Q, A> call() {
    return call;
  }

  @Override
  public final void onMessage(Q message) {
    if ((Object) message instanceof Unreadable unreadable) {
      refuse(unreadable.reply());
    } else if (request != null) {
      refuse(ErrorReply.bare(Code.INVALID_ARGUMENT, "request: must be sent once"));
    } else {
      request = message;
    }
  }

  @Override
  public final void onHalfClose() {
    Q message = request;
    if (refused) {
      return;
    }
    if (message == null) {
      refuse(ErrorReply.bare(Code.INVALID_ARGUMENT, "request: is missing"));
    } else {
      complete(message);
    }
  }

  private void refuse(ErrorReply reply) {
    if (!refused) {
      refused = true;
      reply.close(call);
    }
  }
}
