package io.rotakeep.adapter.grpc;

import io.grpc.Status.Code;

/** Stands in a request's place when the bytes that came are none. */
enum Unreadable {
  MALFORMED(Code.INVALID_ARGUMENT, "is not a message of this method"),
  TOO_LARGE(Code.RESOURCE_EXHAUSTED, "is larger than 256 KiB when it is unpacked");

  private final Code code;
  private final String rule;

  Unreadable(Code code, String rule) {
    this.code = code;
    this.rule = rule;
  }

  ErrorReply reply() {
    return ErrorReply.bare(code, "request: " + rule);
  }
}
