package io.rotakeep.core.verdict;

import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.provider.TokenRules;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What we knew of a generation when its refresh was answered: the evidence beside the observation.
 *
 * @param newest the newest generation that the store or the journal knows
 * @param earlier what became of the same generation before
 * @param excuses what would make a refusal an accident
 * @param lastSuccess when the connection last adopted an answer; its enrolment counts
 * @param obtained when consent was given
 */
public record Circumstances(
    TokenRules rules,
    Generation presented,
    Generation newest,
    Earlier earlier,
    Excuses excuses,
    Instant lastSuccess,
    Instant obtained,
    Instant now) {
  /** Longer than any server works on one request. */
  private static final Duration STILL_BUSY = Duration.ofMinutes(5);

  /**
   * Earlier presentations of a generation.
   *
   * @param doubts how often it had been presented before without a known outcome
   * @param first when it was first presented, this attempt included
   * @param deliberate whether this was the one deliberate presentation
   * @param latest when it had last been presented before, whatever came of it, or when memory began
   *     for a token that is older; null if it had not
   * @param putOff how often, last of all, a gateway answered for the server
   */
  public record Earlier(
      int doubts, Instant first, boolean deliberate, @Nullable Instant latest, int putOff) {}

  /**
   * What would make a refusal an accident, whatever the token.
   *
   * @param staleStore whether the token is of before a time at which the store was taken for a
   *     restored or cloned one: another copy may have spent it
   * @param announced whether a person has announced an event of the client's, such as a new secret,
   *     in which the provider may end many grants
   * @param refusedTogether whether so many connections of the client are refused now that it is the
   *     client's matter
   * @param crowdedOut whether as many consents of the same subject came later as the provider keeps
   */
  public record Excuses(
      boolean staleStore, boolean announced, boolean refusedTogether, boolean crowdedOut) {
    public static final Excuses NONE = new Excuses(false, false, false, false);
  }

  /** Whether a server may still be busy with an earlier request of ours. */
  boolean presentedLately() {
    Instant latest = earlier.latest();
    return earlier.doubts() > 0 || (latest != null && now.isBefore(latest.plus(STILL_BUSY)));
  }

  boolean idleTooLong() {
    return olderThan(lastSuccess, rules.idleTtl());
  }

  boolean outlived() {
    return olderThan(obtained, rules.absoluteTtl());
  }

  private boolean olderThan(Instant since, @Nullable Duration limit) {
    return limit != null && Duration.between(since, now).compareTo(limit) > 0;
  }
}
