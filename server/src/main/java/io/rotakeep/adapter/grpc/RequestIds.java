package io.rotakeep.adapter.grpc;

import io.rotakeep.core.InvalidFieldException;

/** The {@code request_id} that a caller gives a mutation. */
final class RequestIds {
  private static final int LONGEST = 64;

  private RequestIds() {}

  /** The caller's own, or the call's where they gave none: what the audit finds the change by. */
  static String of(RpcCall call, String given) {
    if (given.isEmpty()) {
      return call.requestId();
    }
    if (given.length() > LONGEST || !given.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) {
      throw new InvalidFieldException(
          "request_id", "must be 1 to 64 printable ASCII characters, best a UUID");
    }
    return given;
  }
}
