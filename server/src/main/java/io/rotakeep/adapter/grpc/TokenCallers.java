package io.rotakeep.adapter.grpc;

import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.bearer.BearerTokens;
import io.rotakeep.core.bearer.BearerTokens.Verdict;
import io.rotakeep.core.bearer.TokenBearer;
import io.rotakeep.core.bearer.TokenFault;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * Lets calls through by the token that each brings. One that was seen before is known on the event
 * loop; another one is verified on a virtual thread while its call waits, and refused there, since
 * log and audit are told of it first. Thread-safe.
 */
public final class TokenCallers {
  private static final String NOBODY_YET = "";

  private final BearerTokens tokens;
  private final RefusedProofs refusals;
  private final ErrorLog errors;
  private final InstantSource clock;
  private final Set<BearerStream<?, ?>> streams = ConcurrentHashMap.newKeySet();

  public TokenCallers(BearerTokens tokens, AuditDevice audit, InstantSource clock) {
    this.tokens = tokens;
    this.refusals = new RefusedProofs(audit, clock);
    this.errors = new ErrorLog(clock);
    this.clock = clock;
  }

  <Q, A> ServerCall.Listener<Q> start(
      ServerCall<Q, A> call, Metadata headers, byte[] token, ServerCallHandler<Q, A> next) {
    TokenBearer known = tokens.known(token);
    return known == null
        ? later(call, headers, () -> verified(call, headers, token, next))
        : start(call, headers, known, next);
  }

  <Q, A> ServerCall.Listener<Q> refuse(ServerCall<Q, A> call, Metadata headers, TokenFault fault) {
    return later(call, headers, () -> refused(call, headers, fault));
  }

  /** Ends the streams whose token has ended. To be called every second. */
  void endOutlived() {
    Instant now = clock.instant();
    for (BearerStream<?, ?> stream : streams) {
      if (!now.isBefore(stream.bearer().until())) {
        stream.outlive(CallerInterceptor.unproved());
      }
    }
  }

  private <Q, A> ServerCall.Listener<Q> later(
      ServerCall<Q, A> call, Metadata headers, Supplier<ServerCall.Listener<Q>> decision) {
    AwaitedListener<Q> awaited = new AwaitedListener<>();
    // With the call's context, by which the method learns of its deadline.
    Runnable deciding =
        Context.current().wrap(() -> awaited.heardBy(decided(call, headers, decision)));
    Thread.ofVirtual().name("token").start(deciding);
    return awaited;
  }

  private <Q, A> ServerCall.Listener<Q> decided(
      ServerCall<Q, A> call, Metadata headers, Supplier<ServerCall.Listener<Q>> decision) {
    try {
      return decision.get();
    } catch (Throwable e) {
      Errors.of(e, new CallLog(errors, NOBODY_YET, requestIdIn(headers))).close(call);
      return new ServerCall.Listener<>() {};
    }
  }

  private <Q, A> ServerCall.Listener<Q> verified(
      ServerCall<Q, A> call, Metadata headers, byte[] token, ServerCallHandler<Q, A> next) {
    return switch (tokens.verify(token)) {
      case Verdict.Counts(TokenBearer bearer) -> start(call, headers, bearer, next);
      case Verdict.Refused(TokenFault fault) -> refused(call, headers, fault);
    };
  }

  /** The audit hears it first; if none takes it, the caller still does, since it grants nothing. */
  private <Q, A> ServerCall.Listener<Q> refused(
      ServerCall<Q, A> call, Metadata headers, TokenFault fault) {
    refusals.tell(fault, requestIdIn(headers));
    CallerInterceptor.unproved().close(call);
    return new ServerCall.Listener<>() {};
  }

  private <Q, A> ServerCall.Listener<Q> start(
      ServerCall<Q, A> call, Metadata headers, TokenBearer bearer, ServerCallHandler<Q, A> next) {
    if (call.getMethodDescriptor().getType() == MethodType.UNARY) {
      return next.startCall(new BearerCall<>(call, bearer), headers);
    }
    BearerStream<Q, A> stream = new BearerStream<>(call, bearer, streams::remove);
    streams.add(stream);
    return stream.heardBy(next.startCall(stream, headers));
  }

  private static String requestIdIn(Metadata headers) {
    String given = Calls.givenRequestId(headers);
    return given == null ? "" : given;
  }
}
