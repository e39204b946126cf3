package io.rotakeep.cli.session;

import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.rotakeep.adapter.yaml.RefusedFileException;
import io.rotakeep.cli.text.DurationText;
import io.rotakeep.cli.text.Printable;
import io.rotakeep.client.RotakeepException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Tells a person on standard error what failed and how to mend it, status name first. */
public final class ErrorReport {
  private final PrintWriter err;

  public ErrorReport(PrintWriter err) {
    this.err = err;
  }

  public void print(Throwable failure) {
    switch (failure) {
      case StatusRuntimeException e -> print(RotakeepException.from(e));
      case StatusException e -> print(RotakeepException.from(e));
      case RotakeepException e -> daemon(e);
      case CliFailure e -> line(e.status() + ": " + e.getMessage());
      case RefusedFileException e -> line(Status.Code.INVALID_ARGUMENT + ": " + e.getMessage());
      case IllegalArgumentException e -> line(Status.Code.INVALID_ARGUMENT + ": " + e.getMessage());
      case UncheckedIOException e -> line(Status.Code.UNKNOWN + ": " + reason(e));
      default -> line(Status.Code.INTERNAL + ": " + failure);
    }
    err.flush();
  }

  private static String reason(UncheckedIOException failure) {
    return switch (failure.getCause()) {
      case NoSuchFileException file -> file.getFile() + " does not exist";
      case FileSystemException file -> file.getFile() + " cannot be read or written";
      case null, default -> String.valueOf(failure.getMessage());
    };
  }

  private void daemon(RotakeepException failure) {
    line(failure.getMessage());
    failure.nextStep().ifPresent(step -> line("  next step: " + step));
    failure.incident().ifPresent(incident -> line("  incident: " + incident));
    failure.retryAfter().ifPresent(wait -> line("  try again in " + DurationText.print(wait)));
    if (failure instanceof RotakeepException.Unavailable && failure.reason().isEmpty()) {
      line("  because: " + rootOf(failure).getMessage());
      line("  next step: see that the daemon runs and that --address and --ca are right");
    }
  }

  /** The transport says in its innermost cause what happened, such as a refused connection. */
  private static Throwable rootOf(Throwable failure) {
    var cause = failure.getCause();
    return cause == null ? failure : rootOf(cause);
  }

  private void line(String text) {
    err.println(Printable.of(text));
  }
}
