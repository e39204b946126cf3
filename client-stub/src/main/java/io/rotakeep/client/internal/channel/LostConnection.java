package io.rotakeep.client.internal.channel;

import io.grpc.Status;
import io.grpc.Status.Code;
import java.io.IOException;

/** Tells a connection that broke from a daemon that answered. */
public final class LostConnection {
  private LostConnection() {}

  /**
   * The status as it is meant: gRPC reports a connection that ends while it is being made as
   * UNKNOWN. No status that a daemon sent has a cause.
   */
  public static Status asUnavailable(Status status) {
    return status.getCode() == Code.UNKNOWN && status.getCause() instanceof IOException
        ? Status.UNAVAILABLE.withDescription(status.getDescription()).withCause(status.getCause())
        : status;
  }
}
