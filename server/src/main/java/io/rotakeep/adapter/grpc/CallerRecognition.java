package io.rotakeep.adapter.grpc;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerCall;
import io.grpc.ServerTransportFilter;
import io.rotakeep.core.BugException;
import io.rotakeep.core.caller.Caller;
import io.rotakeep.core.caller.CallerId;
import java.util.Optional;
import java.util.function.Function;
import javax.net.ssl.SSLSession;

/** Finds out who is at the other end, once for each connection and never from a header. */
final class CallerRecognition extends ServerTransportFilter {
  private static final Attributes.Key<Caller> CALLER = Attributes.Key.create("rotakeep-caller");

  private final Function<Attributes, Optional<CallerId>> proof;

  private CallerRecognition(Function<Attributes, Optional<CallerId>> proof) {
    this.proof = proof;
  }

  /** Takes whoever reaches the listener for the development caller. */
  static CallerRecognition ofDevelopers() {
    return new CallerRecognition(_ -> Optional.of(new CallerId.DevCaller()));
  }

  static CallerRecognition byCertificate() {
    return new CallerRecognition(
        transport -> {
          SSLSession session = transport.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
          return session == null ? Optional.empty() : PeerCertificate.identityIn(session);
        });
  }

  static CallerRecognition byUser() {
    return new CallerRecognition(
        transport -> UnixPeer.identityAt(PeerNegotiation.channelOf(transport)));
  }

  @Override
  public Attributes transportReady(Attributes transport) {
    return proof
        .apply(transport)
        .map(id -> transport.toBuilder().set(CALLER, new Caller(id)).build())
        .orElse(transport);
  }

  static boolean isKnown(ServerCall<?, ?> call) {
    return call.getAttributes().get(CALLER) != null;
  }

  static Caller callerOf(ServerCall<?, ?> call) {
    Caller caller = call.getAttributes().get(CALLER);
    if (caller == null) {
      throw new BugException("a call passed without its caller being known");
    }
    return caller;
  }
}
