package io.rotakeep.cli.connection;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
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
          .with("OUTCOME", result -> Cell.of(result.getRefreshOutcome()), Trait.ONLY_IF_FILLED)
          .with(
              "OLD TOKEN LIVES UNTIL",
              result -> Cell.of(result.getOlderTokenExpireTime()),
              Trait.ONLY_IF_FILLED)
          .with(
              "OLD TOKEN ID",
              result -> Cell.of(result.getOlderTokenId()),
              Trait.ONLY_IF_FILLED,
              Trait.DISPENSABLE)
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
  private final String options;
  private long total;
  private Timestamp runStart = Timestamp.getDefaultInstance();

  PluralCall(Session session, Deed deed, Method method) {
    this(session, deed, method, "");
  }

  /**
   * Prepares the work.
   *
   * @param options that whoever goes on should give again
   */
  PluralCall(Session session, Deed deed, Method method, String options) {
    this.session = session;
    this.deed = deed;
    this.method = method;
    this.options = options;
  }

  /** Returns the exit code: 1 if any connection failed. */
  int run(ConnectionSelection selection) {
    var expected = selection.needsConsent() ? preview(selection) : OptionalLong.empty();
    try (var _ = session.shell().interrupts().during(this::stop)) {
      act(selection, expected);
      print();
      return interrupted ? tellInterrupted(selection) : tellFailures(selection);
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
        if (isRun()) {
          // The stream is lost, not what it has told; the failure itself is told by whoever runs
          // us.
          print();
          tellHowFar("ended early", selection);
        }
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
      runStart = step.getRunStart();
      results.addAll(step.getResultsList());
      progress.step(step.getDone(), total, step.getFailed());
    }
  }

  private void print() {
    session.output().list(results.iterator(), COLUMNS, "no connections");
  }

  /** Whether this is a run of refreshes that can be gone on with. */
  private boolean isRun() {
    return !runStart.equals(Timestamp.getDefaultInstance());
  }

  private int tellFailures(ConnectionSelection selection) {
    long failed = failed();
    if (isRun() && !selection.dryRun() && !results.isEmpty()) {
      tellRun();
    }
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

  private void tellRun() {
    new RefreshTally(results).lines(runStart).forEach(session::note);
  }

  private int tellInterrupted(ConnectionSelection selection) {
    tellHowFar("interrupted", selection);
    return Watch.INTERRUPTED;
  }

  private void tellHowFar(String how, ConnectionSelection selection) {
    if (isRun() && !results.isEmpty()) {
      tellRun();
    }
    session.note(
        "%s: %d of %d %s, %d failed; what the daemon had begun it still ends"
            .formatted(how, results.size() - failed(), total, deed.past(), failed()));
    var again =
        isRun()
            ? "%s --since %s".formatted(options, Timestamps.toString(runStart))
            : " (begins anew with all of them)";
    session.note(
        "  to go on: rotakeep connection %s %s%s"
            .formatted(deed.verb(), selection.asTyped(), again));
  }

  /** A method of the service that takes a selector. */
  @FunctionalInterface
  interface Method {
    Iterator<ConnectionsProgress> call(
        ConnectionSelector selector, boolean dryRun, OptionalLong expectedCount);
  }
}
