package io.rotakeep.cli.connection;

import io.rotakeep.cli.session.Session;
import io.rotakeep.cli.session.Watch;
import io.rotakeep.cli.terminal.Progress;
import io.rotakeep.cli.text.Cell;
import io.rotakeep.cli.text.Columns;
import io.rotakeep.cli.text.Columns.Trait;
import io.rotakeep.cli.text.Tone;
import io.rotakeep.client.RotakeepException;
import io.rotakeep.v1.ImportRefreshTokensResponse;
import io.rotakeep.v1.ImportResult;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reports an import of many line by line, also when it is cut short. Used once. */
final class PluralImport {
  private static final long LAST_WORDS_SECONDS = 15;
  private static final Columns<ImportRefreshTokensResponse> COLUMNS =
      Columns.of("LINE", (ImportRefreshTokensResponse one) -> Cell.of(one.getLine()))
          .with("ID", one -> Cell.of(one.getConnection()))
          .with("RESULT", one -> Cell.of(one.getResult()))
          .with("STATE", one -> Cell.of(one.getState()))
          .with(
              "GRANTS OF THE USER",
              one -> Cell.of(Crowd.brief(one.getGrantLimit()), Tone.BAD),
              Trait.ONLY_IF_FILLED)
          .with(
              "ERROR",
              one -> Cell.of(one.getError().getMessage(), Tone.BAD),
              Trait.ONLY_IF_FILLED,
              Trait.SHRINKS);

  private final Session session;
  private final CountDownLatch told = new CountDownLatch(1);
  private volatile boolean interrupted;
  private long done;
  private long failed;
  private @Nullable RuntimeException cutShort;

  PluralImport(Session session) {
    this.session = session;
  }

  /**
   * Returns the exit code: 1 if any line failed.
   *
   * @throws RotakeepException if the daemon ended it, after what was answered has been told
   * @throws RuntimeException if a line cannot be read or sent, likewise
   */
  int run(ImportStream responses) {
    try (var _ = session.shell().interrupts().during(() -> stop(responses));
        var progress = session.progress("importing")) {
      session.output().list(counting(responses, progress), COLUMNS, "no refresh tokens");
    } finally {
      told.countDown();
    }
    return exitCode();
  }

  /** What was sent is answered before the process ends, since the tokens may be spent by then. */
  private void stop(ImportStream responses) {
    interrupted = true;
    responses.sendNoMore();
    try {
      var _ = told.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Iterator<ImportRefreshTokensResponse> counting(
      ImportStream responses, Progress progress) {
    return new Iterator<>() {
      private @Nullable ImportRefreshTokensResponse next;

      @Override
      public boolean hasNext() {
        next = next == null ? nextOf(responses) : next;
        if (next == null) {
          progress.pause();
        }
        return next != null;
      }

      @Override
      public ImportRefreshTokensResponse next() {
        if (!hasNext() || next == null) {
          throw new NoSuchElementException();
        }
        var response = next;
        next = null;
        done++;
        failed += response.getResult() == ImportResult.IMPORT_RESULT_FAILED ? 1 : 0;
        progress.step(done, 0, failed);
        return response;
      }
    };
  }

  /** Null at the end, which may come too early. */
  private @Nullable ImportRefreshTokensResponse nextOf(ImportStream responses) {
    try {
      return responses.hasNext() ? responses.next() : null;
    } catch (RuntimeException e) {
      cutShort = e;
      return null;
    }
  }

  private int exitCode() {
    RuntimeException end = cutShort;
    if (end != null) {
      if (done > 0) {
        session.note("cut short: " + soFar());
      }
      throw end;
    }
    if (interrupted) {
      session.note("interrupted: " + soFar());
      return Watch.INTERRUPTED;
    }
    if (failed > 0) {
      session.note(failed + " failed");
    }
    return failed > 0 ? 1 : 0;
  }

  private String soFar() {
    return "%d imported, %d failed; run it again to go on, lines that were adopted are recognised"
        .formatted(done - failed, failed);
  }
}
