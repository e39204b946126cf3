package io.rotakeep.testkit;

/** A tool that a test needs cannot be had here; the test should be aborted with this reason. */
public final class ToolUnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ToolUnavailableException(String reason) {
    super(reason);
  }

  public ToolUnavailableException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
