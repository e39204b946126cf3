package io.rotakeep.client;

import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A call that the daemon, or the way to it, failed. The type says what happened, {@link #advice}
 * what to do about it. Messages and metadata hold no secrets.
 */
public abstract sealed class RotakeepException extends RuntimeException {
  private final ErrorDetails details;
  private final Advice advice;

  private RotakeepException(ErrorDetails details, Advice advice, Throwable cause) {
    super(null, cause);
    this.details = details;
    this.advice = advice == Advice.RETRY && details.retryAfter() != null ? Advice.WAIT : advice;
  }

  /** Status, reason and what the daemon said, in one line. */
  @Override
  public final String getMessage() {
    return details.describe();
  }

  /** Translates what a stub threw. */
  public static RotakeepException from(StatusRuntimeException failure) {
    var details = ErrorDetails.read(failure.getStatus(), failure.getTrailers());
    return ErrorKinds.exceptionFor(details, failure);
  }

  /** Translates what a stub threw. */
  public static RotakeepException from(StatusException failure) {
    var details = ErrorDetails.read(failure.getStatus(), failure.getTrailers());
    return ErrorKinds.exceptionFor(details, failure);
  }

  /** What to do; {@link Advice#WAIT} exactly if {@link #retryAfter} is present. */
  public final Advice advice() {
    return advice;
  }

  public final Status.Code status() {
    return details.code();
  }

  /** A name of {@code ErrorReason} without its prefix; empty if the daemon gave none. */
  public final String reason() {
    return details.reason();
  }

  /** As documented in {@code errors.proto}. */
  public final Map<String, String> metadata() {
    return details.metadata();
  }

  /** What a person should do, in words, if the daemon knows. */
  public final Optional<String> nextStep() {
    return Optional.ofNullable(details.metadata().get("next_step"));
  }

  /** Id of the incident that explains the failure. */
  public final Optional<String> incident() {
    return Optional.ofNullable(details.metadata().get("incident"));
  }

  /** How long to wait before asking again. */
  public final Optional<Duration> retryAfter() {
    return advice == Advice.WAIT ? Optional.ofNullable(details.retryAfter()) : Optional.empty();
  }

  /** The fields at fault; empty but for {@link InvalidRequest}. */
  public final List<FieldViolation> violations() {
    return details.violations();
  }

  /** The refresh token is gone: the user must consent again. */
  public static final class ReauthorizationRequired extends RotakeepException {
    ReauthorizationRequired(ErrorDetails details, Throwable cause) {
      super(details, Advice.ASK_A_PERSON, cause);
    }
  }

  /** The connection is held on suspicion; {@link #incident} says of what. */
  public static final class ConnectionQuarantined extends RotakeepException {
    ConnectionQuarantined(ErrorDetails details, Throwable cause) {
      super(details, Advice.ASK_A_PERSON, cause);
    }
  }

  /** The connection was taken out. */
  public static final class ConnectionRevoked extends RotakeepException {
    ConnectionRevoked(ErrorDetails details, Throwable cause) {
      super(details, Advice.ASK_A_PERSON, cause);
    }
  }

  /** Nobody has consented yet. */
  public static final class ConnectionPending extends RotakeepException {
    ConnectionPending(ErrorDetails details, Throwable cause) {
      super(details, Advice.ASK_A_PERSON, cause);
    }
  }

  /** The provider refuses our client registration: id, secret, scope or address. */
  public static final class ClientMisconfigured extends RotakeepException {
    ClientMisconfigured(ErrorDetails details, Throwable cause) {
      super(details, Advice.ASK_A_PERSON, cause);
    }
  }

  /** An API refused a token that had just been issued; refreshing does not help. */
  public static final class FreshTokenRejected extends RotakeepException {
    FreshTokenRejected(ErrorDetails details, Throwable cause) {
      super(details, Advice.ASK_A_PERSON, cause);
    }
  }

  /** Another user consented than was expected. */
  public static final class SubjectMismatch extends RotakeepException {
    SubjectMismatch(ErrorDetails details, Throwable cause) {
      super(details, Advice.ASK_A_PERSON, cause);
    }
  }

  /** The stored record of the connection does not authenticate. */
  public static final class IntegrityLost extends RotakeepException {
    IntegrityLost(ErrorDetails details, Throwable cause) {
      super(details, Advice.ASK_A_PERSON, cause);
    }
  }

  /** The call has no meaning in the present state; {@link #reason} says why. */
  public static final class PreconditionFailed extends RotakeepException {
    PreconditionFailed(ErrorDetails details, Throwable cause) {
      super(details, Advice.ASK_A_PERSON, cause);
    }
  }

  /** An error outside the contract: a fault of the daemon or of something between. */
  public static final class UnexpectedFailure extends RotakeepException {
    UnexpectedFailure(ErrorDetails details, Throwable cause) {
      super(details, Advice.ASK_A_PERSON, cause);
    }
  }

  /** The outcome of a refresh is unknown, and the daemon is about to settle it. */
  public static final class ConnectionInDoubt extends RotakeepException {
    ConnectionInDoubt(ErrorDetails details, Throwable cause) {
      super(details, Advice.RETRY, cause);
    }
  }

  /** The provider does not answer, and no living token is at hand. */
  public static final class ProviderUnavailable extends RotakeepException {
    ProviderUnavailable(ErrorDetails details, Throwable cause) {
      super(details, Advice.RETRY, cause);
    }
  }

  /** The provider or the daemon asks to slow down; {@link #reason} says which limit. */
  public static final class Throttled extends RotakeepException {
    Throttled(ErrorDetails details, Throwable cause) {
      super(details, Advice.RETRY, cause);
    }
  }

  /** The daemon cannot be reached, is sealed, or cannot use its store or audit trail. */
  public static final class Unavailable extends RotakeepException {
    Unavailable(ErrorDetails details, Throwable cause) {
      super(details, Advice.RETRY, cause);
    }
  }

  /** The deadline passed; a refresh that was under way goes on. */
  public static final class DeadlineExceeded extends RotakeepException {
    DeadlineExceeded(ErrorDetails details, Throwable cause) {
      super(details, Advice.RETRY, cause);
    }
  }

  /** The call was given up on this side: a thread was interrupted or the client closed. */
  public static final class Cancelled extends RotakeepException {
    Cancelled(ErrorDetails details, Throwable cause) {
      super(details, Advice.RETRY, cause);
    }
  }

  /** A field is wrong; see {@link #violations}. */
  public static final class InvalidRequest extends RotakeepException {
    InvalidRequest(ErrorDetails details, Throwable cause) {
      super(details, Advice.FIX_THE_CALL, cause);
    }
  }

  /** The daemon could not tell who calls. */
  public static final class NotAuthenticated extends RotakeepException {
    NotAuthenticated(ErrorDetails details, Throwable cause) {
      super(details, Advice.FIX_THE_CALL, cause);
    }
  }

  /** No policy permits the call, or the caller may not know of the connection. */
  public static final class NotAllowed extends RotakeepException {
    NotAllowed(ErrorDetails details, Throwable cause) {
      super(details, Advice.FIX_THE_CALL, cause);
    }
  }

  /** There is no such connection, provider or incident. */
  public static final class NotFound extends RotakeepException {
    NotFound(ErrorDetails details, Throwable cause) {
      super(details, Advice.FIX_THE_CALL, cause);
    }
  }

  /** The id is taken by another token or provider. */
  public static final class AlreadyExists extends RotakeepException {
    AlreadyExists(ErrorDetails details, Throwable cause) {
      super(details, Advice.FIX_THE_CALL, cause);
    }
  }

  /** The object changed since it was read: read it again. */
  public static final class Outdated extends RotakeepException {
    Outdated(ErrorDetails details, Throwable cause) {
      super(details, Advice.FIX_THE_CALL, cause);
    }
  }

  /** This daemon does not have the method. */
  public static final class NotSupported extends RotakeepException {
    NotSupported(ErrorDetails details, Throwable cause) {
      super(details, Advice.FIX_THE_CALL, cause);
    }
  }
}
