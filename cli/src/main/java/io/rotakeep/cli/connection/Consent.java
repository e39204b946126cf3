package io.rotakeep.cli.connection;

import io.rotakeep.cli.session.CliFailure;
import io.rotakeep.cli.session.Session;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Has a person confirm how many connections something will be done to. */
final class Consent {
  private final Session session;

  Consent(Session session) {
    this.session = session;
  }

  /** Returns if they do. */
  void demand(ConnectionSelection selection, Deed deed, long count) {
    var many = count == 1 ? "1 connection" : count + " connections";
    if (!session.shell().interactive()) {
      throw selection.usage(
          "this would %s %s; add --yes, or look with --dry-run".formatted(deed.verb(), many));
    }
    session.note("This will %s %s. Type %d to go on:".formatted(deed.verb(), many, count));
    if (!answer().equals(Long.toString(count))) {
      throw CliFailure.invalid("not confirmed, nothing was done");
    }
  }

  private String answer() {
    try {
      var answer =
          new BufferedReader(new InputStreamReader(session.shell().in(), StandardCharsets.UTF_8))
              .readLine();
      return answer == null ? "" : answer.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
