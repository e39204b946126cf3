package io.rotakeep.core.rotation;

import io.rotakeep.core.rotation.DurablePart.Condition;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is the matter with the parts of the store, and since when. Looked at whenever somebody asks;
 * the first who sees a fault begin or end tells the log. Thread-safe.
 */
public final class StoreFaults {
  private static final System.Logger LOG = System.getLogger(StoreFaults.class.getName());

  private final Map<Part, DurablePart> parts;
  private final InstantSource clock;
  private final Map<Part, Fault> standing = new LinkedHashMap<>();

  public StoreFaults(Map<Part, DurablePart> parts, InstantSource clock) {
    this.parts = new LinkedHashMap<>(parts);
    this.clock = clock;
  }

  /** Which part of the store, and what mends it. */
  public enum Part {
    STORE(
        "store",
        "make room on the disk of the data directory, or mend it: the database is opened"
            + " anew by itself"),
    JOURNAL("journal", "make room on the disk of the journal: it is tried again every second"),
    /** Not of the store, but as much in need of a person: the file of policies, read anew. */
    POLICIES(
        "policies",
        "mend the file (rotakeep config check FILE), then reload: systemctl reload rotakeep, or"
            + " SIGHUP"),
    /** Nor is this: the files of TLS, read anew when they change. */
    TLS(
        "tls",
        "mend or replace the file: it is tried again every second; until it is good, a daemon that"
            + " starts refuses it");

    private final String word;
    private final String mend;

    Part(String word, String mend) {
      this.word = word;
      this.mend = mend;
    }

    public String word() {
      return word;
    }
  }

  /**
   * @param why for people
   * @param nextStep what to do about it
   * @param refusing whether nothing can be made durable now
   */
  public record Fault(Part part, Instant since, String why, String nextStep, boolean refusing) {}

  public synchronized List<Fault> standing() {
    parts.forEach((part, looked) -> note(part, looked.condition()));
    return List.copyOf(standing.values());
  }

  /** The first because of which nothing can be made durable now. */
  public Optional<Fault> refusing() {
    return standing().stream().filter(Fault::refusing).findFirst();
  }

  /** Whether only a new process helps. */
  public boolean hasEnded() {
    return parts.values().stream().anyMatch(part -> part.condition() instanceof Condition.Ended);
  }

  private void note(Part part, Condition condition) {
    switch (condition) {
      case Condition.Sound _ -> {
        if (standing.remove(part) != null) {
          LOG.log(System.Logger.Level.WARNING, "{0}: goes on, the fault is over", part.word());
        }
      }
      case Condition.Strained(String why) -> note(part, why, part.mend, false);
      case Condition.Refusing(String why) -> note(part, why, part.mend, true);
      case Condition.Ended(String why) ->
          note(
              part,
              why,
              "mend the disks of journal and witness: once they can be written the daemon ends with"
                  + " exit code 75, to be started anew",
              true);
    }
  }

  private void note(Part part, String why, String nextStep, boolean refusing) {
    Fault before = standing.get(part);
    Instant since = before == null ? clock.instant() : before.since();
    standing.put(part, new Fault(part, since, why, nextStep, refusing));
    if (before == null || before.refusing() != refusing) {
      LOG.log(System.Logger.Level.ERROR, "{0}: {1}; {2}", part.word(), why, nextStep);
    }
  }
}
