package io.rotakeep.client;

import io.rotakeep.client.RotakeepException.AlreadyExists;
import io.rotakeep.client.RotakeepException.Cancelled;
import io.rotakeep.client.RotakeepException.ClientMisconfigured;
import io.rotakeep.client.RotakeepException.ConnectionInDoubt;
import io.rotakeep.client.RotakeepException.ConnectionPending;
import io.rotakeep.client.RotakeepException.ConnectionQuarantined;
import io.rotakeep.client.RotakeepException.ConnectionRevoked;
import io.rotakeep.client.RotakeepException.DeadlineExceeded;
import io.rotakeep.client.RotakeepException.FreshTokenRejected;
import io.rotakeep.client.RotakeepException.IntegrityLost;
import io.rotakeep.client.RotakeepException.InvalidRequest;
import io.rotakeep.client.RotakeepException.NotAllowed;
import io.rotakeep.client.RotakeepException.NotAuthenticated;
import io.rotakeep.client.RotakeepException.NotFound;
import io.rotakeep.client.RotakeepException.NotSupported;
import io.rotakeep.client.RotakeepException.Outdated;
import io.rotakeep.client.RotakeepException.PreconditionFailed;
import io.rotakeep.client.RotakeepException.ProviderUnavailable;
import io.rotakeep.client.RotakeepException.ReauthorizationRequired;
import io.rotakeep.client.RotakeepException.SubjectMismatch;
import io.rotakeep.client.RotakeepException.Throttled;
import io.rotakeep.client.RotakeepException.Unavailable;
import io.rotakeep.client.RotakeepException.UnexpectedFailure;
import io.rotakeep.v1.ErrorReason;
import java.util.Arrays;

/** Which exception stands for which reason, and for which status where the reason is not known. */
final class ErrorKinds {
  private static final String PREFIX = "ERROR_REASON_";

  private ErrorKinds() {}

  static RotakeepException exceptionFor(ErrorDetails error, Throwable cause) {
    return switch (reasonOf(error)) {
      case ERROR_REASON_REAUTHORIZATION_REQUIRED -> new ReauthorizationRequired(error, cause);
      case ERROR_REASON_CONNECTION_QUARANTINED -> new ConnectionQuarantined(error, cause);
      case ERROR_REASON_CONNECTION_REVOKED -> new ConnectionRevoked(error, cause);
      case ERROR_REASON_CONNECTION_PENDING -> new ConnectionPending(error, cause);
      case ERROR_REASON_CLIENT_MISCONFIGURED -> new ClientMisconfigured(error, cause);
      case ERROR_REASON_FRESH_TOKEN_REJECTED -> new FreshTokenRejected(error, cause);
      case ERROR_REASON_SUBJECT_MISMATCH -> new SubjectMismatch(error, cause);
      case ERROR_REASON_CONNECTION_IN_DOUBT -> new ConnectionInDoubt(error, cause);
      case ERROR_REASON_PROVIDER_UNAVAILABLE -> new ProviderUnavailable(error, cause);
      case ERROR_REASON_PROVIDER_IN_USE,
          ERROR_REASON_AUTHORIZATION_REFUSED,
          ERROR_REASON_WRONG_STATE,
          ERROR_REASON_COUNT_MISMATCH,
          ERROR_REASON_TOKEN_RETIRED,
          ERROR_REASON_APPROVAL_REQUIRED ->
          new PreconditionFailed(error, cause);
      case ERROR_REASON_SEALED, ERROR_REASON_STORE_UNAVAILABLE, ERROR_REASON_AUDIT_UNAVAILABLE ->
          new Unavailable(error, cause);
      case ERROR_REASON_PROVIDER_THROTTLED,
          ERROR_REASON_REFRESH_BUDGET_SPENT,
          ERROR_REASON_CALLER_THROTTLED,
          ERROR_REASON_TOO_MANY_WAITERS ->
          new Throttled(error, cause);
      case ERROR_REASON_INTEGRITY -> new IntegrityLost(error, cause);
      case ERROR_REASON_INVALID_FIELD -> new InvalidRequest(error, cause);
      case ERROR_REASON_CALLER_UNKNOWN -> new NotAuthenticated(error, cause);
      case ERROR_REASON_NOT_ALLOWED -> new NotAllowed(error, cause);
      case ERROR_REASON_CONNECTION_NOT_FOUND,
          ERROR_REASON_PROVIDER_NOT_FOUND,
          ERROR_REASON_INCIDENT_NOT_FOUND,
          ERROR_REASON_APPROVAL_NOT_FOUND ->
          new NotFound(error, cause);
      case ERROR_REASON_CONNECTION_EXISTS -> new AlreadyExists(error, cause);
      case ERROR_REASON_ETAG_MISMATCH -> new Outdated(error, cause);
      case ERROR_REASON_UNSPECIFIED, UNRECOGNIZED -> byStatus(error, cause);
    };
  }

  /** Whether a token that is still at hand must not be used after this. */
  static boolean endsUse(RotakeepException failure) {
    return switch (failure.status()) {
      case FAILED_PRECONDITION -> !(failure instanceof FreshTokenRejected);
      case PERMISSION_DENIED, UNAUTHENTICATED, NOT_FOUND, DATA_LOSS -> true;
      default -> false;
    };
  }

  /** A reason that is newer than this library counts as none. */
  private static ErrorReason reasonOf(ErrorDetails error) {
    return Arrays.stream(ErrorReason.values())
        .filter(reason -> reason.name().equals(PREFIX + error.reason()))
        .findFirst()
        .orElse(ErrorReason.ERROR_REASON_UNSPECIFIED);
  }

  private static RotakeepException byStatus(ErrorDetails error, Throwable cause) {
    return switch (error.code()) {
      case INVALID_ARGUMENT, OUT_OF_RANGE -> new InvalidRequest(error, cause);
      case UNAUTHENTICATED -> new NotAuthenticated(error, cause);
      case PERMISSION_DENIED -> new NotAllowed(error, cause);
      case NOT_FOUND -> new NotFound(error, cause);
      case ALREADY_EXISTS -> new AlreadyExists(error, cause);
      case FAILED_PRECONDITION -> new PreconditionFailed(error, cause);
      case ABORTED -> new Outdated(error, cause);
      case DATA_LOSS -> new IntegrityLost(error, cause);
      case UNAVAILABLE -> new Unavailable(error, cause);
      case RESOURCE_EXHAUSTED -> new Throttled(error, cause);
      case DEADLINE_EXCEEDED -> new DeadlineExceeded(error, cause);
      case CANCELLED -> new Cancelled(error, cause);
      case UNIMPLEMENTED -> new NotSupported(error, cause);
      case OK, UNKNOWN, INTERNAL -> new UnexpectedFailure(error, cause);
    };
  }
}
