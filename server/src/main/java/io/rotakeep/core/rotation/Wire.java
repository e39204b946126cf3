package io.rotakeep.core.rotation;

import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.oauth.TokenObservation;
import io.rotakeep.core.rotation.JournalledQuestion.Reply;

/**
 * What of an answer may be told: nothing that the server wrote freely.
 *
 * @param status 0 if no answer came
 * @param error the code of RFC 6749 §5.2; empty without one
 * @param requestId under which the server's own log has the exchange; empty if it says nothing
 */
record Wire(int status, String error, String requestId) {
  static Wire of(Reply reply) {
    String error = reply.answer() instanceof TokenAnswer.Refused refused ? refused.error() : "";
    return reply.observation() instanceof TokenObservation.Answered answered
        ? new Wire(answered.status(), error, answered.requestId())
        : new Wire(0, error, "");
  }

  /** A gateway that speaks for a server that is gone is not the server. */
  boolean isTheServers() {
    return status != 0 && status < 500 && status != 408;
  }

  @Override
  public String toString() {
    return error.isEmpty() ? "status " + status : error + " (status " + status + ")";
  }
}
