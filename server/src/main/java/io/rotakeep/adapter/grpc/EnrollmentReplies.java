package io.rotakeep.adapter.grpc;

import io.grpc.Status.Code;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.enrollment.EnrollmentResult;
import io.rotakeep.v1.ErrorReason;
import java.time.Duration;

/** Says why a connection did not come in. */
final class EnrollmentReplies {
  private static final Duration SOON = Duration.ofSeconds(5);

  private EnrollmentReplies() {}

  static ErrorReply noSuchProvider(String name) {
    return ErrorReply.of(
            Code.NOT_FOUND, ErrorReason.ERROR_REASON_PROVIDER_NOT_FOUND, "no such provider")
        .with("provider", name)
        .with("next_step", "rotakeep provider list");
  }

  static ErrorReply exists(ConnectionId id, String message) {
    return ErrorReply.of(Code.ALREADY_EXISTS, ErrorReason.ERROR_REASON_CONNECTION_EXISTS, message)
        .with("connection", id.value());
  }

  /**
   * @param field by which the caller named the authorization
   * @param detail safe to show; may be empty
   */
  static ErrorReply refused(String field, EnrollmentResult.Cause cause, String detail) {
    return switch (cause) {
      case STATE_UNKNOWN ->
          ErrorReply.invalid(field, "is unknown, used, expired or another caller's; start again");
      case ISSUER_MISMATCH -> ErrorReply.invalid("iss", "must be the provider's issuer");
      case DENIED ->
          refusal("the user or the authorization server refused").with("error_code", detail);
      case EXCHANGE_REFUSED ->
          refusal("the authorization server refused the code").with("error_code", detail);
      case EXCHANGE_UNANSWERED, PROVIDER_UNAVAILABLE ->
          ErrorReply.of(
                  Code.UNAVAILABLE,
                  ErrorReason.ERROR_REASON_PROVIDER_UNAVAILABLE,
                  "the authorization server did not answer; start again, a code is never sent"
                      + " twice")
              .retryAfter(SOON);
      case NO_REFRESH_TOKEN ->
          ErrorReply.of(
                  Code.FAILED_PRECONDITION,
                  ErrorReason.ERROR_REASON_CLIENT_MISCONFIGURED,
                  "the answer has no refresh token")
              .with("next_step", "ask for the scope that brings one, such as offline_access");
      case SUBJECT_MISMATCH ->
          ErrorReply.of(
                  Code.FAILED_PRECONDITION,
                  ErrorReason.ERROR_REASON_SUBJECT_MISMATCH,
                  "another user consented than was expected")
              .with("next_step", "start again and sign in as the expected user");
    };
  }

  private static ErrorReply refusal(String message) {
    return ErrorReply.of(
            Code.FAILED_PRECONDITION, ErrorReason.ERROR_REASON_AUTHORIZATION_REFUSED, message)
        .with("next_step", "start again");
  }
}
