package io.rotakeep.cli.session;

import io.grpc.Status;

/** Why a command failed, found on this side; told as a failure of the daemon would be. */
public final class CliFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Status.Code status;

  public CliFailure(Status.Code status, String message) {
    super(message);
    this.status = status;
  }

  /** What was given is wrong; the message says what would be right. */
  public static CliFailure invalid(String message) {
    return new CliFailure(Status.Code.INVALID_ARGUMENT, message);
  }

  public Status.Code status() {
    return status;
  }
}
