package io.rotakeep.client;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import io.rotakeep.client.internal.channel.LostConnection;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an error of the daemon says, read out of its status and trailers. */
record ErrorDetails(
    Status.Code code,
    String message,
    String reason,
    Map<String, String> metadata,
    @Nullable Duration retryAfter,
    List<FieldViolation> violations)
    implements Serializable {

  private static final String DOMAIN = "rotakeep";

  static ErrorDetails read(Status reported, @Nullable Metadata trailers) {
    Status status = LostConnection.asUnavailable(reported);
    var details = StatusProto.fromStatusAndTrailers(status, trailers).getDetailsList();
    var info = find(details, ErrorInfo.class).filter(found -> found.getDomain().equals(DOMAIN));
    return new ErrorDetails(
        status.getCode(),
        messageOf(status),
        info.map(ErrorInfo::getReason).orElse(""),
        info.map(found -> Map.copyOf(found.getMetadataMap())).orElse(Map.of()),
        find(details, RetryInfo.class).map(ErrorDetails::delayOf).orElse(null),
        find(details, BadRequest.class).map(ErrorDetails::violationsOf).orElse(List.of()));
  }

  /** A detail that cannot be read counts as none: the status alone then has to do. */
  private static <M extends Message> Optional<M> find(List<Any> details, Class<M> type) {
    try {
      for (Any detail : details) {
        if (detail.is(type)) {
          return Optional.of(detail.unpack(type));
        }
      }
      return Optional.empty();
    } catch (InvalidProtocolBufferException unreadable) {
      return Optional.empty();
    }
  }

  private static Duration delayOf(RetryInfo info) {
    return Duration.ofSeconds(info.getRetryDelay().getSeconds(), info.getRetryDelay().getNanos());
  }

  private static List<FieldViolation> violationsOf(BadRequest request) {
    return request.getFieldViolationsList().stream()
        .map(found -> new FieldViolation(found.getField(), found.getDescription()))
        .toList();
  }

  private static String messageOf(Status status) {
    var description = status.getDescription();
    return description == null ? "" : description;
  }

  /** Status, reason and message in one line. */
  String describe() {
    var text = new StringBuilder(code.name());
    if (!reason.isEmpty()) {
      text.append('/').append(reason);
    }
    if (!message.isEmpty()) {
      text.append(": ").append(message);
    }
    for (var violation : violations) {
      var rule = violation.field() + ": " + violation.description();
      if (!message.contains(rule)) {
        text.append("; ").append(rule);
      }
    }
    return text.toString();
  }
}
