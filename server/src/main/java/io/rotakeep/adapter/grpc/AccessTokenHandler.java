package io.rotakeep.adapter.grpc;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.access.AccessRequest;
import io.rotakeep.core.access.AccessResult;
import io.rotakeep.core.access.AccessTokens;
import io.rotakeep.core.caller.Caller;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.rotation.RefreshFailure;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetAccessTokenResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The way of GetAccessToken. What is at hand is answered on the event loop that read the request;
 * whatever may wait goes to a virtual thread. The policy is asked in core, with the audit.
 */
final class AccessTokenHandler
    implements ServerCallHandler<GetAccessTokenRequest, GetAccessTokenResponse> {
  private static final int LONGEST_HANDLE = 64;

  private final Calls calls;
  private final AccessTokens tokens;
  private final FailureReplies failures;

  AccessTokenHandler(Calls calls, AccessTokens tokens, FailureReplies failures) {
    this.calls = calls;
    this.tokens = tokens;
    this.failures = failures;
  }

  @Override
  public ServerCall.Listener<GetAccessTokenRequest> startCall(
      ServerCall<GetAccessTokenRequest, GetAccessTokenResponse> call, Metadata headers) {
    Caller caller = CallerRecognition.callerOf(call);
    String given = Calls.givenRequestId(headers);
    Duration patience = calls.patience();
    return new Requests<>(call) {
      @Override
      void complete(GetAccessTokenRequest request) {
        answer(call, request, caller, given == null ? "" : given, patience);
      }
    };
  }

  private void answer(
      ServerCall<GetAccessTokenRequest, GetAccessTokenResponse> call,
      GetAccessTokenRequest request,
      Caller caller,
      String requestId,
      Duration patience) {
    try {
      if (!calls.unsealed()) {
        ErrorReply.sealed().close(call);
        return;
      }
      calls.count(caller);
      AccessRequest wanted = wanted(request, caller, requestId, patience);
      AccessResult atOnce = tokens.getAtOnce(wanted);
      if (atOnce == null) {
        calls.executor().execute(() -> answerLater(call, wanted));
      } else {
        reply(call, wanted, atOnce);
      }
    } catch (Throwable e) {
      Errors.of(e, calls.logOf(caller, requestId)).close(call);
    }
  }

  private void answerLater(
      ServerCall<GetAccessTokenRequest, GetAccessTokenResponse> call, AccessRequest wanted) {
    try {
      AccessResult result = tokens.get(wanted);
      if (call.isCancelled()) {
        return;
      }
      if (result instanceof AccessResult.Granted(var token) && !calls.unsealed()) {
        // Sealed while this call waited.
        tokens.withheld(wanted, token);
        ErrorReply.sealed().close(call);
      } else {
        reply(call, wanted, result);
      }
    } catch (Throwable e) {
      Errors.of(e, calls.logOf(wanted.caller(), wanted.requestId())).close(call);
    }
  }

  private void reply(
      ServerCall<GetAccessTokenRequest, GetAccessTokenResponse> call,
      AccessRequest wanted,
      AccessResult result) {
    switch (result) {
      case AccessResult.Granted(var token) -> {
        call.sendHeaders(new Metadata());
        call.sendMessage(TokenMessages.of(token));
        call.close(Status.OK, new Metadata());
      }
      case AccessResult.NotAllowed() -> ErrorReply.notAllowed().close(call);
      case AccessResult.Throttled(var breach) -> ErrorReply.throttled(breach).close(call);
      case AccessResult.Failed(RefreshFailure failure) ->
          failures.of(failure, wanted.connection()).close(call);
    }
  }

  private static AccessRequest wanted(
      GetAccessTokenRequest request, Caller caller, String requestId, Duration patience) {
    ConnectionId id = ConnectionId.of("connection", request.getConnection());
    Duration validity =
        request.hasMinValidity()
            ? Times.notNegative("min_validity", request.getMinValidity())
            : Duration.ZERO;
    return new AccessRequest(caller, id, validity, rejected(request), patience, requestId);
  }

  private static @Nullable String rejected(GetAccessTokenRequest request) {
    String handle = request.getRejectedTokenId();
    if (handle.length() > LONGEST_HANDLE) {
      throw new InvalidFieldException(
          "rejected_token_id", "must be a token_id, 64 bytes at the most");
    }
    return handle.isEmpty() ? null : handle;
  }
}
