package io.rotakeep.adapter.grpc;

import com.google.protobuf.ByteString;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.enrollment.AuthorizationCompletion;
import io.rotakeep.core.enrollment.AuthorizationCompletion.Bearer;
import io.rotakeep.core.enrollment.AuthorizationStart;
import io.rotakeep.core.enrollment.AuthorizationStart.Started;
import io.rotakeep.core.enrollment.EnrollmentResult;
import io.rotakeep.core.enrollment.PendingAuthorization.Wish;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.secret.SecretBytes;
import io.rotakeep.v1.CompleteAuthorizationRequest;
import io.rotakeep.v1.CompleteAuthorizationResponse;
import io.rotakeep.v1.ConfirmAuthorizationRequest;
import io.rotakeep.v1.StartAuthorizationRequest;
import io.rotakeep.v1.StartAuthorizationResponse;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The methods of the authorization code flow. */
final class Enrolling {
  private static final int LONGEST_HINT = 255;
  private static final int LONGEST_CODE = 4096;
  private static final int LONGEST_URL = 2048;

  private final AuthorizationStart start;
  private final AuthorizationCompletion completion;
  private final ConnectionParts parts;
  private final GrantLimitMessages limits;

  Enrolling(
      AuthorizationStart start,
      AuthorizationCompletion completion,
      ConnectionParts parts,
      GrantLimitMessages limits) {
    this.start = start;
    this.completion = completion;
    this.parts = parts;
    this.limits = limits;
  }

  StartAuthorizationResponse start(RpcCall call, StartAuthorizationRequest request) {
    ConnectionId id = call.connection("connection", request.getConnection());
    var _ = RequestIds.of(call, request.getRequestId());
    Wish wish =
        new Wish(
            List.copyOf(request.getScopesList()),
            request.getLabelsMap(),
            orNull(request.getLoginHost()),
            orNull(request.getExpectedSubject()),
            returnUrl(request.getReturnUrl()));
    ProviderName provider = choice(request.getProvider());
    String hint = orNull(request.getLoginHint());
    Started started =
        call.labelling(
            id,
            rights ->
                start.begin(new AuthorizationStart.Request(id, provider, wish, hint, rights)));
    return switch (started) {
      case Started.Begun begun -> begun(id, request, begun);
      case Started.NotAllowed() -> throw call.refusal(id);
      case Started.NoSuchProvider() ->
          throw EnrollmentReplies.noSuchProvider(request.getProvider()).toException();
      case Started.OtherProvider() ->
          throw EnrollmentReplies.exists(id, "the connection belongs to another provider")
              .toException();
    };
  }

  private StartAuthorizationResponse begun(
      ConnectionId id, StartAuthorizationRequest request, Started.Begun begun) {
    StartAuthorizationResponse.Builder response =
        StartAuthorizationResponse.newBuilder()
            .setAuthorizationUrl(begun.authorizationUrl().toString())
            .setState(begun.state())
            .setExpireTime(Times.timestamp(begun.expires()));
    limits
        .before(parts.store(), id, request.getProvider(), request.getExpectedSubject())
        .ifPresent(response::setGrantLimit);
    return response.build();
  }

  CompleteAuthorizationResponse complete(RpcCall call, CompleteAuthorizationRequest request) {
    var _ = RequestIds.of(call, request.getRequestId());
    String state = required("state", request.getState());
    String error = orNull(limited("error", request.getError(), LONGEST_HINT));
    String issuer = orNull(limited("iss", request.getIss(), LONGEST_URL));
    try (SecretBytes code = SecretBytes.copyOf(code(request, error))) {
      EnrollmentResult result =
          completion.complete(
              new AuthorizationCompletion.Return(
                  state,
                  error == null ? code : null,
                  issuer,
                  error,
                  new Bearer.Application(call.caller().name())));
      return response(result);
    }
  }

  io.rotakeep.v1.Connection confirm(RpcCall call, ConfirmAuthorizationRequest request) {
    var _ = RequestIds.of(call, request.getRequestId());
    String ticket = required("ticket", request.getTicket());
    return switch (completion.confirm(ticket, call.caller().name())) {
      case EnrollmentResult.Completed(var connection, _) -> parts.messages().of(connection);
      case EnrollmentResult.ConfirmationDue(var connection, _, _) ->
          parts.messages().of(connection);
      case EnrollmentResult.Refused(var cause, var detail, _) ->
          throw EnrollmentReplies.refused("ticket", cause, detail).toException();
    };
  }

  private CompleteAuthorizationResponse response(EnrollmentResult result) {
    CompleteAuthorizationResponse.Builder response = CompleteAuthorizationResponse.newBuilder();
    return switch (result) {
      case EnrollmentResult.Completed(var connection, var returnUrl) -> {
        limits.of(connection).ifPresent(response::setGrantLimit);
        yield response
            .setConnection(parts.messages().of(connection))
            .setReturnUrl(text(returnUrl))
            .build();
      }
      case EnrollmentResult.ConfirmationDue(var connection, var ticket, var returnUrl) ->
          response
              .setConnection(parts.messages().of(connection))
              .setConfirmationTicket(ticket)
              .setReturnUrl(text(returnUrl))
              .build();
      case EnrollmentResult.Refused(var cause, var detail, _) ->
          throw EnrollmentReplies.refused("state", cause, detail).toException();
    };
  }

  private static byte[] code(CompleteAuthorizationRequest request, @Nullable String error) {
    ByteString code = request.getCodeBytes();
    if (error == null && (code.isEmpty() || code.size() > LONGEST_CODE || !isVisible(code))) {
      throw new InvalidFieldException(
          "code", "must be 1 to 4096 printable ASCII characters, unless error is given instead");
    }
    return code.toByteArray();
  }

  /** RFC 6749 appendix A.11. */
  private static boolean isVisible(ByteString code) {
    for (int i = 0; i < code.size(); i++) {
      if (code.byteAt(i) < 0x20 || code.byteAt(i) > 0x7e) {
        return false;
      }
    }
    return true;
  }

  private static @Nullable ProviderName choice(String provider) {
    return provider.isEmpty() ? null : new ProviderName(provider);
  }

  private static @Nullable URI returnUrl(String text) {
    try {
      return text.isEmpty() ? null : new URI(limited("return_url", text, LONGEST_URL));
    } catch (URISyntaxException e) {
      throw new InvalidFieldException("return_url", "must be a URL");
    }
  }

  private static String required(String field, String text) {
    if (text.isEmpty()) {
      throw new InvalidFieldException(field, "is required");
    }
    return limited(field, text, LONGEST_HINT);
  }

  private static String limited(String field, String text, int longest) {
    if (text.length() > longest) {
      throw new InvalidFieldException(field, "must be " + longest + " bytes at the most");
    }
    return text;
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private static String text(@Nullable URI uri) {
    return uri == null ? "" : uri.toString();
  }
}
