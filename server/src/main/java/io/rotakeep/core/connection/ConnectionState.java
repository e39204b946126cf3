package io.rotakeep.core.connection;

import java.time.Instant;
import java.util.UUID;

/**
 * Where a connection stands. The last two are a hold's doing: they win over whatever the connection
 * itself would be, and serve nothing.
 */
public sealed interface ConnectionState {

  /** Nobody has consented yet. */
  record PendingAuthorization() implements ConnectionState {}

  record Active() implements ConnectionState {}

  /**
   * An attempt's outcome is unknown: the stored token may have been spent by it.
   *
   * @param attempt the newest attempt with no known outcome
   * @param since when the token was first presented
   * @param presentations how often it has been presented without a known outcome; 0 if a gateway
   *     has answered for the server so often that it is not certain any more what the server saw
   * @param deliberate whether the one deliberate presentation has been made
   */
  record InDoubt(UUID attempt, Instant since, int presentations, boolean deliberate)
      implements ConnectionState {}

  record ReauthorizationRequired(Reason reason) implements ConnectionState {}

  record Quarantined(Reason reason) implements ConnectionState {}

  record Revoked(Reason reason) implements ConnectionState {}

  /** The word of the API, the metrics and the store. */
  default String word() {
    return switch (this) {
      case PendingAuthorization _ -> "PENDING_AUTHORIZATION";
      case Active _ -> "ACTIVE";
      case InDoubt _ -> "IN_DOUBT";
      case ReauthorizationRequired _ -> "REAUTHORIZATION_REQUIRED";
      case Quarantined _ -> "QUARANTINED";
      case Revoked _ -> "REVOKED";
    };
  }
}
