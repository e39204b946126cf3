package io.rotakeep.adapter.grpc;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.ServerCall;
import io.grpc.ServerTransportFilter;
import io.rotakeep.core.BugException;
import io.rotakeep.core.caller.Caller;
import io.rotakeep.core.caller.CallerId;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/** Finds out who is at the other end, once for each connection and never from a header. */
final class CallerRecognition extends ServerTransportFilter {
  private static final Attributes.Key<Caller> CALLER = Attributes.Key.create("rotakeep-caller");

  private final boolean dev;

  /**
   * @param dev whether whoever reaches the listener is taken for the development caller
   */
  CallerRecognition(boolean dev) {
    this.dev = dev;
  }

  @Override
  public Attributes transportReady(Attributes transport) {
    return recognise(transport)
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

  private Optional<CallerId> recognise(Attributes transport) {
    if (dev) {
      return Optional.of(new CallerId.DevCaller());
    }
    SSLSession session = transport.get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    return session == null ? Optional.empty() : PeerCertificate.identityIn(session);
  }
}
