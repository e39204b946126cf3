package io.rotakeep.adapter.grpc;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.enrollment.Order;
import java.nio.charset.StandardCharsets;

/**
 * Who asks for a hold or its end, and why. What a comment says is not our business, its size is.
 */
final class Orders {
  private static final int LONGEST_COMMENT = 500;

  private Orders() {}

  static Order of(RpcCall call, String comment, String requestId) {
    if (comment.getBytes(StandardCharsets.UTF_8).length > LONGEST_COMMENT) {
      throw new InvalidFieldException("comment", "must be 500 bytes at the most");
    }
    return new Order(call.caller().name(), comment, RequestIds.of(call, requestId));
  }

  /** For what nobody may do without saying why. */
  static Order explained(RpcCall call, String comment, String requestId) {
    if (comment.isBlank()) {
      throw new InvalidFieldException("comment", "is required: say why, for who reads it later");
    }
    return of(call, comment, requestId);
  }
}
