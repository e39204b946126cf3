package io.rotakeep.adapter.grpc;

import io.grpc.Status.Code;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.incident.IncidentId;
import io.rotakeep.core.incident.Incidents;
import io.rotakeep.core.rotation.RefreshFailure;
import io.rotakeep.core.rotation.RotationOutcome;
import io.rotakeep.core.verdict.RefreshVerdict.ClientFault;
import io.rotakeep.v1.ErrorReason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Says why there is no access token, in the words of the contract. */
final class FailureReplies {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final ConnectionStore store;
  private final Incidents incidents;

  FailureReplies(ConnectionStore store, Incidents incidents) {
    this.store = store;
    this.incidents = incidents;
  }

  /**
   * @throws ReplyException if it came to nothing; as {@link #of}, for threads that may wait
   */
  void require(RotationOutcome outcome, ConnectionId id) {
    if (outcome instanceof RotationOutcome.Failed(RefreshFailure failure)) {
      throw of(failure, id).toException();
    }
  }

  /** May look the connection up, so only for threads that may wait. */
  ErrorReply of(RefreshFailure failure, ConnectionId id) {
    return reply(failure, id).with("connection", id.value());
  }

  private ErrorReply reply(RefreshFailure failure, ConnectionId id) {
    return switch (failure) {
      case RefreshFailure.NotFound _ -> notFound();
      case RefreshFailure.PersonNeeded(ConnectionState state) -> person(state, id);
      case RefreshFailure.InDoubt(Duration delay) -> inDoubt(delay);
      case RefreshFailure.ProviderUnavailable(Duration delay) ->
          waiting(
              Code.UNAVAILABLE,
              ErrorReason.ERROR_REASON_PROVIDER_UNAVAILABLE,
              "the provider does not answer, and no living token is at hand",
              delay);
      case RefreshFailure.ProviderThrottled(Duration delay) ->
          waiting(
              Code.RESOURCE_EXHAUSTED,
              ErrorReason.ERROR_REASON_PROVIDER_THROTTLED,
              "the provider asked for patience",
              delay);
      case RefreshFailure.BudgetSpent(Duration delay) ->
          waiting(
              Code.RESOURCE_EXHAUSTED,
              ErrorReason.ERROR_REASON_REFRESH_BUDGET_SPENT,
              "this connection was refreshed too often lately",
              delay);
      case RefreshFailure.ClientMisconfigured(String error) -> misconfigured(error, id);
      case RefreshFailure.FreshTokenRejected _ -> freshTokenRejected();
      case RefreshFailure.TooManyWaiters _ ->
          waiting(
              Code.RESOURCE_EXHAUSTED,
              ErrorReason.ERROR_REASON_TOO_MANY_WAITERS,
              "too many calls already wait for refreshes",
              SOON);
      case RefreshFailure.StoreUnavailable _ -> Errors.store();
      case RefreshFailure.AuditUnavailable _ -> Errors.audit();
      case RefreshFailure.Sealed _ -> ErrorReply.sealed();
      case RefreshFailure.Integrity _ -> Errors.integrity();
      case RefreshFailure.KeyTermUnknown _ -> Errors.keyTerm();
      case RefreshFailure.DeadlinePassed _ -> Errors.deadline();
    };
  }

  static ErrorReply notFound() {
    return ErrorReply.of(
        Code.NOT_FOUND, ErrorReason.ERROR_REASON_CONNECTION_NOT_FOUND, "no such connection");
  }

  private ErrorReply person(ConnectionState state, ConnectionId id) {
    return switch (state) {
      case ConnectionState.PendingAuthorization _ ->
          consent(
              ErrorReason.ERROR_REASON_CONNECTION_PENDING, "nobody has consented yet", id, state);
      case ConnectionState.ReauthorizationRequired(Reason reason) ->
          consent(
                  ErrorReason.ERROR_REASON_REAUTHORIZATION_REQUIRED,
                  "the refresh token is gone: somebody must consent again",
                  id,
                  state)
              .with("connection_reason", reason.name());
      case ConnectionState.Revoked(Reason reason) ->
          consent(
                  ErrorReason.ERROR_REASON_CONNECTION_REVOKED,
                  "the connection was revoked; only a new consent brings it back",
                  id,
                  state)
              .with("connection_reason", reason.name());
      case ConnectionState.Quarantined(Reason reason) ->
          quarantined(reason, id, state)
              .with("incident", incidents.unresolvedOf(id).map(IncidentId::value).orElse(null));
      // Changed by itself since the failure was found: asking again tells.
      case ConnectionState.Active _, ConnectionState.InDoubt _ -> inDoubt(SOON);
    };
  }

  private static ErrorReply quarantined(Reason reason, ConnectionId id, ConnectionState state) {
    ErrorReply reply =
        reason == Reason.INTEGRITY
            ? Errors.integrity()
            : ErrorReply.of(
                    Code.FAILED_PRECONDITION,
                    ErrorReason.ERROR_REASON_CONNECTION_QUARANTINED,
                    "the connection is held on suspicion; only a person lets it go")
                .with("next_step", "rotakeep connection doctor " + id);
    return reply.with("state", state.word()).with("connection_reason", reason.name());
  }

  private ErrorReply consent(
      ErrorReason reason, String message, ConnectionId id, ConnectionState state) {
    String provider = providerOf(id);
    String command = "rotakeep connection authorize " + id;
    return ErrorReply.of(Code.FAILED_PRECONDITION, reason, message)
        .with("state", state.word())
        .with("provider", provider)
        .with("next_step", provider == null ? command : command + " --provider " + provider);
  }

  private static ErrorReply inDoubt(Duration delay) {
    return waiting(
        Code.UNAVAILABLE,
        ErrorReason.ERROR_REASON_CONNECTION_IN_DOUBT,
        "the outcome of a refresh is unknown, and about to be settled",
        delay);
  }

  private ErrorReply misconfigured(String error, ConnectionId id) {
    String provider = providerOf(id);
    return ErrorReply.of(
            Code.FAILED_PRECONDITION,
            ErrorReason.ERROR_REASON_CLIENT_MISCONFIGURED,
            fault(error) + ": " + error)
        .with("error_code", error)
        .with("provider", provider)
        .with("next_step", provider == null ? null : mend(error, provider));
  }

  private static String fault(String error) {
    return switch (error) {
      case ClientFault.EGRESS_ADDRESS ->
          "nothing was sent, since it would have left from an address that the daemon's file does"
              + " not declare";
      case ClientFault.EGRESS_REFUSED ->
          "the provider refuses the address that the daemon comes from";
      default -> "the provider refuses our registration, or its answer cannot be handed on";
    };
  }

  private static String mend(String error, String provider) {
    return switch (error) {
      case ClientFault.EGRESS_ADDRESS, ClientFault.EGRESS_REFUSED ->
          "compare egress.addresses, the daemon's way out and the provider's allow-list:"
              + " `rotakeep provider check "
              + provider
              + "`";
      default -> "compare `rotakeep provider show " + provider + "` with it";
    };
  }

  private static ErrorReply freshTokenRejected() {
    return ErrorReply.of(
            Code.FAILED_PRECONDITION,
            ErrorReason.ERROR_REASON_FRESH_TOKEN_REJECTED,
            "the API refused a token less than 60 s old: another refresh would not help")
        .with(
            "next_step",
            "call the API again in a few seconds, as some learn of a new token late; then check"
                + " scopes, permissions and the API's address");
  }

  private static ErrorReply waiting(Code code, ErrorReason reason, String message, Duration delay) {
    return ErrorReply.of(code, reason, message).retryAfter(delay);
  }

  private @Nullable String providerOf(ConnectionId id) {
    try {
      return store.findWhole(id).map(Connection::provider).map(Object::toString).orElse(null);
    } catch (StoreUnavailableException e) {
      return null;
    }
  }
}
