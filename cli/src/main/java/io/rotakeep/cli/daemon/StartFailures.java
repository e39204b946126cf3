package io.rotakeep.cli.daemon;

import io.grpc.Status;
import io.rotakeep.adapter.file.UnusableFileException;
import io.rotakeep.adapter.web.ListenException;
import io.rotakeep.adapter.yaml.RefusedFileException;
import io.rotakeep.cli.session.CliFailure;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.rotation.JournalCorruptException;
import io.rotakeep.core.rotation.JournalUnavailableException;
import io.rotakeep.core.rotation.StoreRefusedException;
import io.rotakeep.core.seal.UnsealFailedException;
import java.io.IOException;

/** Tells a daemon that does not start in one line: what is wrong, and the mend. */
public final class StartFailures {
  private StartFailures() {}

  /** Something that may not work. */
  public interface Start<R> {
    R run() throws IOException;
  }

  public static <R> R told(Start<R> start) {
    try {
      return start.run();
    } catch (RefusedFileException | InvalidFieldException e) {
      throw CliFailure.invalid(String.valueOf(e.getMessage()));
    } catch (UnusableFileException
        | StoreRefusedException
        | UnsealFailedException
        | JournalCorruptException e) {
      throw failure(Status.Code.FAILED_PRECONDITION, e);
    } catch (JournalUnavailableException
        | StoreUnavailableException
        | AuditUnavailableException
        | ListenException
        | IOException e) {
      throw failure(Status.Code.UNAVAILABLE, e);
    }
  }

  private static CliFailure failure(Status.Code code, Exception e) {
    return new CliFailure(code, String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
  }
}
