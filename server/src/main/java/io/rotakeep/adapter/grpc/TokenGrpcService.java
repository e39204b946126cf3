package io.rotakeep.adapter.grpc;

import io.grpc.ServerServiceDefinition;
import io.rotakeep.core.BugException;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.access.AccessTokens;
import io.rotakeep.core.access.TokenWatch;
import io.rotakeep.core.access.WatchRequest;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.incident.Incidents;
import io.rotakeep.v1.TokenServiceGrpc;
import io.rotakeep.v1.WatchAccessTokensRequest;
import io.rotakeep.v1.WatchAccessTokensResponse;
import java.util.HashSet;
import java.util.Set;

/** {@code rotakeep.v1.TokenService}. */
public final class TokenGrpcService {
  private static final int MOST_CONNECTIONS = 1000;
  private static final int LONGEST_CURSOR = 200;

  private final Calls calls;
  private final AccessTokens tokens;
  private final TokenWatch watch;
  private final FailureReplies failures;

  public TokenGrpcService(
      Calls calls,
      AccessTokens tokens,
      TokenWatch watch,
      ConnectionStore store,
      Incidents incidents) {
    this.calls = calls;
    this.tokens = tokens;
    this.watch = watch;
    this.failures = new FailureReplies(store, incidents);
  }

  public ServerServiceDefinition bind() {
    return new ServiceBinding(TokenServiceGrpc.getServiceDescriptor(), calls)
        .handle(
            TokenServiceGrpc.getGetAccessTokenMethod(),
            new AccessTokenHandler(calls, tokens, failures))
        .streaming(TokenServiceGrpc.getWatchAccessTokensMethod(), this::watch)
        .build();
  }

  private void watch(
      RpcCall call, WatchAccessTokensRequest request, Outbound<WatchAccessTokensResponse> out) {
    WatchRequest wanted = wanted(call, request);
    if (!watch.permits(wanted)) {
      throw ErrorReply.notAllowed().toException();
    }
    try {
      if (!watch.follow(wanted, new OutboundWatch(out, calls.clock()))) {
        throw ErrorReply.notAllowed().toException();
      }
    } catch (InterruptedException e) {
      throw new BugException("nobody interrupts a watch", e);
    }
  }

  private static WatchRequest wanted(RpcCall call, WatchAccessTokensRequest request) {
    boolean named = request.getConnectionsCount() > 0;
    if (named == !request.getFilter().isBlank()) {
      throw new InvalidFieldException("connections", "is required, unless filter is given instead");
    }
    if (request.getConnectionsCount() > MOST_CONNECTIONS) {
      throw new InvalidFieldException("connections", "may be 1000 at the most; or use filter");
    }
    if (request.getCursor().length() > LONGEST_CURSOR) {
      throw new InvalidFieldException("cursor", "must be the cursor of the last message received");
    }
    ConnectionFilter filter = ConnectionFilter.parseLasting(request.getFilter());
    Set<ConnectionId> ids = new HashSet<>();
    for (int i = 0; i < request.getConnectionsCount(); i++) {
      ids.add(ConnectionId.of("connections[" + i + "]", request.getConnections(i)));
    }
    return new WatchRequest(
        call.caller(), ids, filter.provider(), filter.labels(), request.getCursor());
  }
}
