package io.rotakeep.cli.connection;

import io.rotakeep.cli.session.CliFailure;
import io.rotakeep.cli.session.Session;
import io.rotakeep.cli.text.Columns;
import io.rotakeep.cli.text.MessageText;
import io.rotakeep.v1.ConnectionResult;
import io.rotakeep.v1.ConnectionSelector;
import io.rotakeep.v1.ConnectionsProgress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalLong;

/** Acts on many connections: counts them, asks, acts, reports. */
final class PluralCall {
  private static final Columns<ConnectionResult> COLUMNS =
      Columns.of("ID", ConnectionResult::getConnection)
          .with("STATE", result -> MessageText.of(result.getState()))
          .with("OLD TOKEN LIVES UNTIL", result -> MessageText.of(result.getOlderTokenExpireTime()))
          .with("ERROR", result -> result.getError().getMessage());

  private final Session session;
  private final String verb;
  private final Method method;

  /**
   * Prepares the call.
   *
   * @param verb what is done, for the question
   */
  PluralCall(Session session, String verb, Method method) {
    this.session = session;
    this.verb = verb;
    this.method = method;
  }

  /** Returns the exit code: 1 if any connection failed. */
  int run(ConnectionSelection selection) {
    var expected = OptionalLong.empty();
    if (selection.needsConsent()) {
      long count = follow(method.call(selection.selector(), true, expected), new ArrayList<>());
      if (count > 0) {
        demandConsent(selection, count);
      }
      expected = OptionalLong.of(count);
    }
    List<ConnectionResult> results = new ArrayList<>();
    follow(method.call(selection.selector(), selection.dryRun(), expected), results);
    session.output().list(results.iterator(), COLUMNS, "no connections");
    long failed = results.stream().filter(ConnectionResult::hasError).count();
    if (failed > 0) {
      session.note("%d of %d failed".formatted(failed, results.size()));
    }
    return failed > 0 ? 1 : 0;
  }

  private long follow(Iterator<ConnectionsProgress> progress, List<ConnectionResult> results) {
    long total = 0;
    while (progress.hasNext()) {
      var step = progress.next();
      total = step.getTotal();
      results.addAll(step.getResultsList());
      if (session.shell().interactive() && !step.getFinished()) {
        session.note("%d of %d".formatted(step.getDone(), total));
      }
    }
    return total;
  }

  private void demandConsent(ConnectionSelection selection, long count) {
    if (!session.shell().interactive()) {
      throw selection.usage(
          "this would %s %d connections; add --yes, or look with --dry-run".formatted(verb, count));
    }
    session.note("This will %s %d connections. Type %d to go on:".formatted(verb, count, count));
    try {
      var answer =
          new BufferedReader(new InputStreamReader(session.shell().in(), StandardCharsets.UTF_8))
              .readLine();
      if (answer == null || !answer.strip().equals(Long.toString(count))) {
        throw CliFailure.invalid("not confirmed, nothing was done");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A method of the service that takes a selector. */
  @FunctionalInterface
  interface Method {
    Iterator<ConnectionsProgress> call(
        ConnectionSelector selector, boolean dryRun, OptionalLong expectedCount);
  }
}
