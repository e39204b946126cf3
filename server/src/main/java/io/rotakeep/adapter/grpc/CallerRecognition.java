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
import org.jspecify.annotations.Nullable;

/**
 * Finds out who is at the other end, once for each connection and never from a header. A token
 * names somebody else for its own call.
 */
final class CallerRecognition extends ServerTransportFilter {
  private static final Attributes.Key<Caller> CALLER = Attributes.Key.create("rotakeep-caller");

  /** There if the other end has shown a certificate, whether or not it names somebody. */
  private static final Attributes.Key<Boolean> CERTIFICATE =
      Attributes.Key.create("rotakeep-certificate");

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
    Attributes.Builder known = transport.toBuilder();
    SSLSession session = transport.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    if (session != null && PeerCertificate.isShownIn(session)) {
      known.set(CERTIFICATE, true);
    }
    proof.apply(transport).ifPresent(id -> known.set(CALLER, new Caller(id)));
    return known.build();
  }

  static boolean hasCertificate(ServerCall<?, ?> call) {
    return call.getAttributes().get(CERTIFICATE) != null;
  }

  static boolean isKnown(ServerCall<?, ?> call) {
    return call.getAttributes().get(CALLER) != null;
  }

  /** Whom a connection has been recognized as; null if nobody. */
  static @Nullable Caller callerIn(Attributes transport) {
    return transport.get(CALLER);
  }

  static Caller callerOf(ServerCall<?, ?> call) {
    if (call instanceof BearerCall<?, ?> byToken) {
      return byToken.caller();
    }
    Caller caller = call.getAttributes().get(CALLER);
    if (caller == null) {
      throw new BugException("a call passed without its caller being known");
    }
    return caller;
  }
}
