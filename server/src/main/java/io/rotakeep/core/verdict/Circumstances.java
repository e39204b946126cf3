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
 * @param earlierDoubts how often the generation had been presented before without a known outcome
 * @param firstPresented when the generation was first presented, this attempt included
 * @param deliberate whether this was the one deliberate presentation
 * @param lastSuccess when the connection last adopted an answer; its enrolment counts
 * @param obtained when consent was given
 */
public record Circumstances(
    TokenRules rules,
    Generation presented,
    Generation newest,
    int earlierDoubts,
    Instant firstPresented,
    boolean deliberate,
    Instant lastSuccess,
    Instant obtained,
    Instant now) {

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
