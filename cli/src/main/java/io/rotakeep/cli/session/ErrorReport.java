package io.rotakeep.cli.session;

import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.rotakeep.adapter.yaml.RefusedFileException;
import io.rotakeep.cli.text.DurationText;
import io.rotakeep.cli.text.Printable;
import io.rotakeep.cli.text.Tone;
import io.rotakeep.client.RotakeepException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/** Tells a person on standard error what failed and how to mend it, status name first. */
public final class ErrorReport {
  private final Session session;

  public ErrorReport(Session session) {
    this.session = session;
  }

  public void print(Throwable failure) {
    switch (failure) {
      case StatusRuntimeException e -> print(RotakeepException.from(e));
      case StatusException e -> print(RotakeepException.from(e));
      case RotakeepException e -> daemon(e);
      case CliFailure e -> head(e.status() + ": " + e.getMessage());
      case RefusedFileException e -> head(Status.Code.INVALID_ARGUMENT + ": " + e.getMessage());
      case IllegalArgumentException e -> head(Status.Code.INVALID_ARGUMENT + ": " + e.getMessage());
      case UncheckedIOException e -> head(Status.Code.UNKNOWN + ": " + reason(e));
      default -> head(Status.Code.INTERNAL + ": " + failure);
    }
    session.shell().err().flush();
  }

  private static String reason(UncheckedIOException failure) {
    return switch (failure.getCause()) {
      case NoSuchFileException file -> file.getFile() + " does not exist";
      case FileSystemException file -> file.getFile() + " cannot be read or written";
      case null, default -> String.valueOf(failure.getMessage());
    };
  }

  private void daemon(RotakeepException failure) {
    if (failure.reason().isEmpty() && Unreachable.explains(failure)) {
      var unreachable = Unreachable.of(failure, session.settings());
      head(failure.status() + ": " + unreachable.what());
      line("because", unreachable.because());
      line("next step", unreachable.nextStep());
      return;
    }
    head(failure.getMessage());
    failure
        .nextStep()
        .or(() -> Mends.of(failure, session.settings()))
        .ifPresent(step -> line("next step", step));
    failure.incident().ifPresent(incident -> line("incident", incident));
    failure.retryAfter().ifPresent(wait -> line("try again in", DurationText.print(wait)));
    List<String> similar = new KnownNames(session).similarTo(failure);
    if (!similar.isEmpty()) {
      line("did you mean", String.join(", ", similar));
    }
  }

  private void head(String text) {
    session.shell().err().println(session.errorInk().of(Tone.BAD, Printable.of(text)));
  }

  private void line(String name, String text) {
    var colon = name.equals("try again in") ? " " : ": ";
    session.shell().err().println("  " + name + colon + Printable.of(text));
  }
}
