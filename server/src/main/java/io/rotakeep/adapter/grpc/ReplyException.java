package io.rotakeep.adapter.grpc;

/** Ends a call with an error that is part of the contract; no stack, since nothing went wrong. */
final class ReplyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient ErrorReply reply;

  ReplyException(ErrorReply reply) {
    super(reply.toString(), null, false, false);
    this.reply = reply;
  }

  ErrorReply reply() {
    return reply;
  }
}
