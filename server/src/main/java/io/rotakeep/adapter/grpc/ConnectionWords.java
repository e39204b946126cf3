package io.rotakeep.adapter.grpc;

import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.v1.ConnectionReason;
import io.rotakeep.v1.RefreshResult;
import java.util.Arrays;
import java.util.List;

/** The enums of connections, between core and messages. */
final class ConnectionWords {
  private static final String STATE = "CONNECTION_STATE_";
  private static final String REASON = "CONNECTION_REASON_";

  private ConnectionWords() {}

  /** As filters and people write them. */
  static List<String> states() {
    return Arrays.stream(io.rotakeep.v1.ConnectionState.values())
        .filter(
            state ->
                state != io.rotakeep.v1.ConnectionState.UNRECOGNIZED
                    && state != io.rotakeep.v1.ConnectionState.CONNECTION_STATE_UNSPECIFIED)
        .map(state -> state.name().substring(STATE.length()))
        .toList();
  }

  static io.rotakeep.v1.ConnectionState state(ConnectionState state) {
    return stateOf(state.word());
  }

  static io.rotakeep.v1.ConnectionState stateOf(String word) {
    return io.rotakeep.v1.ConnectionState.valueOf(STATE + word);
  }

  static ConnectionReason reason(ConnectionState state) {
    return switch (state) {
      case ConnectionState.PendingAuthorization _, ConnectionState.Active _ ->
          ConnectionReason.CONNECTION_REASON_UNSPECIFIED;
      case ConnectionState.InDoubt _ -> ConnectionReason.CONNECTION_REASON_LOST_RESPONSE;
      case ConnectionState.ReauthorizationRequired(Reason reason) -> reason(reason);
      case ConnectionState.Quarantined(Reason reason) -> reason(reason);
      case ConnectionState.Revoked(Reason reason) -> reason(reason);
    };
  }

  private static ConnectionReason reason(Reason reason) {
    return ConnectionReason.valueOf(REASON + reason.name());
  }

  /**
   * What memory has of an attempt.
   *
   * @param status 0 if no answer came
   */
  static RefreshResult result(String outcome, int status) {
    return outcome.equals("not_sent") && status >= 500
        ? RefreshResult.REFRESH_RESULT_SERVER_ERROR
        : result(outcome);
  }

  /** What the store remembers of the last attempt, in one word. */
  static RefreshResult result(String outcome) {
    if (outcome.startsWith("rejected")) {
      return RefreshResult.REFRESH_RESULT_REJECTED;
    }
    return switch (outcome) {
      case "rotated", "salvaged" -> RefreshResult.REFRESH_RESULT_ROTATED;
      case "not_rotated" -> RefreshResult.REFRESH_RESULT_NOT_ROTATED;
      case "in_doubt" -> RefreshResult.REFRESH_RESULT_UNANSWERED;
      case "not_sent" -> RefreshResult.REFRESH_RESULT_NOT_SENT;
      case "throttled" -> RefreshResult.REFRESH_RESULT_THROTTLED;
      case "client_fault" -> RefreshResult.REFRESH_RESULT_CLIENT_REFUSED;
      default -> RefreshResult.REFRESH_RESULT_UNSPECIFIED;
    };
  }
}
