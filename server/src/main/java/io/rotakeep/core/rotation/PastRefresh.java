package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.verdict.RefreshJudge;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One refresh, as it ended.
 *
 * @param outcome in one word, as metrics and store have it
 * @param generation whose refresh token was presented
 * @param httpStatus 0 if no answer came
 * @param errorCode the code of RFC 6749 §5.2 in the answer; null without one
 */
public record PastRefresh(
    Instant ended,
    String outcome,
    Generation generation,
    int httpStatus,
    @Nullable String errorCode) {
  /** Whether a server can have looked at the token: not if it refused our client before. */
  boolean reachedTheServer() {
    return !outcome.equals(Settlement.CLIENT_FAULT)
        && (httpStatus != 0 || !outcome.equals(Settlement.NOT_SENT));
  }

  /** Whether it brought a token. */
  boolean hasRefreshed() {
    return outcome.equals(Settlement.ROTATED)
        || outcome.equals(Settlement.NOT_ROTATED)
        || outcome.equals(Settlement.SALVAGED);
  }

  /** Whether a gateway answered for the server. */
  boolean wasPutOff() {
    return outcome.equals(Settlement.NOT_SENT) && RefreshJudge.isBeforeProcessing(httpStatus);
  }
}
