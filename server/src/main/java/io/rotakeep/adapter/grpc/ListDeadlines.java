package io.rotakeep.adapter.grpc;

import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;

/**
 * Says in the log of each revocation list when its end is near and when it is past. It is asked
 * every second, and speaks once a day before the end and once an hour after it. Not thread-safe.
 */
final class ListDeadlines {
  private static final System.Logger LOG = System.getLogger(ListDeadlines.class.getName());

  /** Lists that live a day are renewed within hours, those that live years in no hurry. */
  private static final int PART_OF_LIFE = 10;

  private static final Duration SOON = Duration.ofDays(7);

  private final InstantSource clock;
  private final Map<Deadline, Told> told = new HashMap<>();

  private enum Term {
    OPEN(Duration.ZERO),
    ENDING(Duration.ofDays(1)),
    PAST(Duration.ofHours(1));

    final Duration pause;

    Term(Duration pause) {
      this.pause = pause;
    }
  }

  /** Of one list; the same list read again has the same. */
  private record Deadline(X500Principal authority, Instant begin, Instant end) {
    Term at(Instant now) {
      if (now.isAfter(end)) {
        return Term.PAST;
      }
      Duration part = Duration.between(begin, end).dividedBy(PART_OF_LIFE);
      Duration notice = part.compareTo(SOON) < 0 ? part : SOON;
      return now.isAfter(end.minus(notice)) ? Term.ENDING : Term.OPEN;
    }
  }

  private record Told(Term term, Instant time) {}

  ListDeadlines(InstantSource clock) {
    this.clock = clock;
  }

  /** Speaks of those lists that there is something to say of by now. */
  void look(Path file, List<X509CRL> lists) {
    List<Deadline> deadlines = lists.stream().flatMap(it -> deadline(it).stream()).toList();
    told.keySet().retainAll(deadlines);
    Instant now = clock.instant();
    for (Deadline deadline : deadlines) {
      Term term = deadline.at(now);
      if (term != Term.OPEN && !isTold(deadline, term, now)) {
        told.put(deadline, new Told(term, now));
        say(term, file, deadline);
      }
    }
  }

  private static Optional<Deadline> deadline(X509CRL list) {
    return RevocationLists.end(list)
        .map(
            end ->
                new Deadline(list.getIssuerX500Principal(), list.getThisUpdate().toInstant(), end));
  }

  private boolean isTold(Deadline deadline, Term term, Instant now) {
    Told last = told.get(deadline);
    return last != null && last.term() == term && now.isBefore(last.time().plus(term.pause));
  }

  private static void say(Term term, Path file, Deadline deadline) {
    String rule =
        term == Term.PAST
            ? "was due for renewal on {2}: callers with certificates by that authority are refused"
                + " until a new list is there"
            : "must be renewed before {2}: from then on callers with certificates by that"
                + " authority are refused";
    LOG.log(
        System.Logger.Level.WARNING,
        "listen.grpc.tls.client_crl: {0}: the list by {1} "
            + rule
            + "; have that authority issue a new one, and replace the file",
        file,
        deadline.authority(),
        deadline.end());
  }
}
