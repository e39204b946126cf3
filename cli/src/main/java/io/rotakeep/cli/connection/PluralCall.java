package io.rotakeep.cli.connection;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.rotakeep.cli.session.Session;
import io.rotakeep.cli.session.Watch;
import io.rotakeep.cli.terminal.Progress;
import io.rotakeep.cli.text.Cell;
import io.rotakeep.cli.text.Columns;
import io.rotakeep.cli.text.Columns.Trait;
import io.rotakeep.cli.text.Tone;
import io.rotakeep.v1.ConnectionResult;
import io.rotakeep.v1.ConnectionSelector;
import io.rotakeep.v1.ConnectionsProgress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Acts on many connections: counts them, asks, acts, reports. Used once. */
final class PluralCall {
  private static final long LAST_WORDS_SECONDS = 5;
  private static final Columns<ConnectionResult> COLUMNS =
      Columns.of("ID", (ConnectionResult result) -> Cell.of(result.getConnection()))
          .with("STATE", result -> Cell.of(result.getState()))
          .with(
              "OLD TOKEN LIVES UNTIL",
              result -> Cell.of(result.getOlderTokenExpireTime()),
              Trait.ONLY_IF_FILLED)
          .with(
              "ERROR",
              result -> Cell.of(result.getError().getMessage(), Tone.BAD),
              Trait.ONLY_IF_FILLED,
              Trait.SHRINKS);

  private final Session session;
  private final Deed deed;
  private final Method method;
  private final List<ConnectionResult> results = new ArrayList<>();
  private final Context.CancellableContext context = Context.current().withCancellation();
  private final CountDownLatch told = new CountDownLatch(1);
  private volatile boolean interrupted;
  private long total;

  PluralCall(Session session, Deed deed, Method method) {
    this.session = session;
    this.deed = deed;
    this.method = method;
  }

  /** Returns the exit code: 1 if any connection failed. */
  int run(ConnectionSelection selection) {
    var expected = selection.needsConsent() ? preview(selection) : OptionalLong.empty();
    try (var _ = session.shell().interrupts().during(this::stop)) {
      act(selection, expected);
      session.output().list(results.iterator(), COLUMNS, "no connections");
      return interrupted ? tellHowFar(selection) : tellFailures(selection);
    } finally {
      told.countDown();
      context.close();
    }
  }

  /** Ends the work, and keeps the process until it has been told how far it got. */
  private void stop() {
    interrupted = true;
    var _ = context.cancel(null);
    try {
      var _ = told.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private OptionalLong preview(ConnectionSelection selection) {
    try (var progress = session.progress("counting")) {
      follow(method.call(selection.selector(), true, OptionalLong.empty()), progress);
    }
    results.clear();
    if (total > 0) {
      new Consent(session).demand(selection, deed, total);
    }
    return OptionalLong.of(total);
  }

  private void act(ConnectionSelection selection, OptionalLong expected) {
    var before = context.attach();
    try (var progress = session.progress(deed.activity())) {
      follow(method.call(selection.selector(), selection.dryRun(), expected), progress);
    } catch (StatusRuntimeException e) {
      if (!interrupted) {
        throw e;
      }
    } finally {
      context.detach(before);
    }
  }

  private void follow(Iterator<ConnectionsProgress> steps, Progress progress) {
    while (steps.hasNext()) {
      var step = steps.next();
      total = step.getTotal();
      results.addAll(step.getResultsList());
      progress.step(step.getDone(), total, step.getFailed());
    }
  }

  private int tellFailures(ConnectionSelection selection) {
    long failed = failed();
    if (failed > 0) {
      session.note("%d of %d failed".formatted(failed, results.size()));
    } else if (!selection.dryRun() && !results.isEmpty() && session.shell().interactive()) {
      session.note("%d %s".formatted(results.size(), deed.past()));
    }
    return failed > 0 ? 1 : 0;
  }

  private long failed() {
    return results.stream().filter(ConnectionResult::hasError).count();
  }

  private int tellHowFar(ConnectionSelection selection) {
    session.note(
        "interrupted: %d of %d %s, %d failed; what the daemon had begun it still ends"
            .formatted(results.size() - failed(), total, deed.past(), failed()));
    session.note(
        "  to go on: rotakeep connection %s %s (begins anew with all of them)"
            .formatted(deed.verb(), selection.asTyped()));
    return Watch.INTERRUPTED;
  }

  /** A method of the service that takes a selector. */
  @FunctionalInterface
  interface Method {
    Iterator<ConnectionsProgress> call(
        ConnectionSelector selector, boolean dryRun, OptionalLong expectedCount);
  }
}
