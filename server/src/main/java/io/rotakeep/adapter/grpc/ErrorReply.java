package io.rotakeep.adapter.grpc;

import com.google.protobuf.Any;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import com.google.rpc.Status;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status.Code;
import io.grpc.StatusException;
import io.grpc.protobuf.StatusProto;
import io.rotakeep.core.quota.Breach;
import io.rotakeep.v1.ErrorReason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An error as callers see it: a status, one of our reasons, and what helps to mend it. Never holds
 * more than its maker put in, so no stack, no SQL, no path.
 */
final class ErrorReply {
  private static final String PREFIX = "ERROR_REASON_";

  private final Code code;
  private final String message;
  private final ErrorInfo.@Nullable Builder info;
  private @Nullable Any detail;

  private ErrorReply(Code code, String message, ErrorInfo.@Nullable Builder info) {
    this.code = code;
    this.message = message;
    this.info = info;
  }

  static ErrorReply of(Code code, ErrorReason reason, String message) {
    String word = reason.name().substring(PREFIX.length());
    return new ErrorReply(
        code, message, ErrorInfo.newBuilder().setDomain("rotakeep").setReason(word));
  }

  /** A status without details, where gRPC itself would answer so. */
  static ErrorReply bare(Code code, String message) {
    return new ErrorReply(code, message, null);
  }

  /** What is said of a field never repeats its value. */
  static ErrorReply invalid(String field, String rule) {
    ErrorReply reply =
        of(Code.INVALID_ARGUMENT, ErrorReason.ERROR_REASON_INVALID_FIELD, field + ": " + rule);
    BadRequest.FieldViolation violation =
        BadRequest.FieldViolation.newBuilder().setField(field).setDescription(rule).build();
    reply.detail = Any.pack(BadRequest.newBuilder().addFieldViolations(violation).build());
    return reply;
  }

  /** The same for what does not exist and what the caller may not know of. */
  static ErrorReply notAllowed() {
    return of(
        Code.PERMISSION_DENIED,
        ErrorReason.ERROR_REASON_NOT_ALLOWED,
        "no policy permits this call, or the connection is not one you may know of");
  }

  /** For who may label the connection, but not with what a policy goes by. */
  static ErrorReply guarded(String label) {
    return of(
            Code.PERMISSION_DENIED,
            ErrorReason.ERROR_REASON_NOT_ALLOWED,
            "a policy goes by the label "
                + label
                + ": only an operator of all connections gives, changes or takes it")
        .with("label", label)
        .with("next_step", "ask an operator, or leave that label out");
  }

  static ErrorReply throttled(Breach breach) {
    String limit = breach.limit().word();
    return of(
            Code.RESOURCE_EXHAUSTED,
            ErrorReason.ERROR_REASON_CALLER_THROTTLED,
            "the caller asks more than its quota of " + breach.allowed() + " " + limit)
        .with("limit", limit)
        .retryAfter(breach.retryAfter());
  }

  static ErrorReply sealed() {
    return of(
            Code.UNAVAILABLE,
            ErrorReason.ERROR_REASON_SEALED,
            "the daemon is sealed: an operator must unseal it")
        .with("next_step", "rotakeep operator unseal");
  }

  /** The reason's word; empty for a bare status. */
  String reason() {
    return info == null ? "" : info.getReason();
  }

  /** Whether it is our fault rather than the request's or the world's. */
  boolean isInternal() {
    return code == Code.INTERNAL;
  }

  ErrorReply with(String key, @Nullable String value) {
    if (info != null && value != null && !value.isEmpty()) {
      info.putMetadata(key, value);
    }
    return this;
  }

  ErrorReply retryAfter(Duration delay) {
    com.google.protobuf.Duration wait =
        com.google.protobuf.Duration.newBuilder()
            .setSeconds(delay.toSeconds())
            .setNanos(delay.toNanosPart())
            .build();
    detail = Any.pack(RetryInfo.newBuilder().setRetryDelay(wait).build());
    return this;
  }

  Status proto() {
    Status.Builder status = Status.newBuilder().setCode(code.value()).setMessage(message);
    if (info != null) {
      status.addDetails(Any.pack(info.build()));
    }
    if (detail != null) {
      status.addDetails(detail);
    }
    return status.build();
  }

  /** Ends the call with this error. */
  void close(ServerCall<?, ?> call) {
    if (info == null && detail == null) {
      call.close(code.toStatus().withDescription(message), new Metadata());
      return;
    }
    StatusException error = StatusProto.toStatusException(proto());
    Metadata trailers = error.getTrailers();
    call.close(error.getStatus(), trailers == null ? new Metadata() : trailers);
  }

  ReplyException toException() {
    return new ReplyException(this);
  }

  @Override
  public String toString() {
    return code + ": " + message;
  }
}
