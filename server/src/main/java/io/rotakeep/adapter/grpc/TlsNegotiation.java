package io.rotakeep.adapter.grpc;

import io.grpc.Attributes;
import io.grpc.Grpc;
import io.grpc.Status;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.ProtocolNegotiationEvent;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * TLS as gRPC does it at a server, but for two things: its tasks are for the {@link
 * HandshakeThreads}, to which gRPC knows no way here, and a connection remembers by which trust it
 * was let in.
 */
final class TlsNegotiation implements InternalProtocolNegotiator.ProtocolNegotiator {
  private static final Attributes.Key<ClientTrust> TRUST = Attributes.Key.create("rotakeep-trust");
  private static final AsciiString SCHEME = AsciiString.of("https");

  private final ServerTls tls;
  private final HandshakeThreads threads;

  TlsNegotiation(ServerTls tls, HandshakeThreads threads) {
    this.tls = tls;
    this.threads = threads;
  }

  /** What a connection's certificate was held against in its handshake; null if that is unsure. */
  static @Nullable ClientTrust trustOf(Attributes transport) {
    return transport.get(TRUST);
  }

  @Override
  public AsciiString scheme() {
    return SCHEME;
  }

  @Override
  public ChannelHandler newHandler(GrpcHttp2ConnectionHandler connection) {
    ChannelHandler next = InternalProtocolNegotiators.grpcNegotiationHandler(connection);
    return InternalProtocolNegotiators.waitUntilActiveHandler(
        new Handshake(next, tls, threads), connection.getNegotiationLogger());
  }

  @Override
  public void close() {}

  /** Gives way to HTTP/2 as soon as TLS is there. */
  private static final class Handshake extends ChannelDuplexHandler {
    private final ChannelHandler next;
    private final ServerTls tls;
    private final HandshakeThreads threads;
    private ProtocolNegotiationEvent known = InternalProtocolNegotiationEvent.getDefault();
    private boolean ended;

    Handshake(ChannelHandler next, ServerTls tls, HandshakeThreads threads) {
      this.next = next;
      this.tls = tls;
      this.threads = threads;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
      HandshakeTurn turn = new HandshakeTurn(context.channel(), threads);
      // As gRPC has it, it passes on each record by itself: a ResetPenalty comes between two.
      SslHandler security = new SslHandler(tls.context().newEngine(context.alloc()), false, turn);
      context.pipeline().addBefore(context.name(), null, turn);
      context.pipeline().addBefore(context.name(), null, security);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      switch (event) {
        case ProtocolNegotiationEvent negotiation -> known = negotiation;
        case SslHandshakeCompletionEvent end -> proceed(context, end);
        default -> context.fireUserEventTriggered(event);
      }
    }

    private void proceed(ChannelHandlerContext context, SslHandshakeCompletionEvent end) {
      SslHandler security = context.pipeline().get(SslHandler.class);
      ended = true;
      if (!end.isSuccess()) {
        context.fireExceptionCaught(end.cause());
      } else if (!ApplicationProtocolNames.HTTP_2.equals(security.applicationProtocol())) {
        context.fireExceptionCaught(
            Status.UNAVAILABLE.withDescription("HTTP/2 is not offered").asException());
      } else {
        context.pipeline().get(HandshakeTurn.class).end();
        context.pipeline().replace(this, null, next);
        context.fireUserEventTriggered(
            InternalProtocolNegotiationEvent.withAttributes(known, with(security)));
      }
    }

    /**
     * Who is out of time gets no farewell by TLS where that would wait for a task of its own. Who
     * is refused is still to hear why.
     */
    @Override
    public void close(ChannelHandlerContext context, ChannelPromise closed) {
      if (!ended && context.pipeline().get(HandshakeTurn.class).isWaiting()) {
        OpenConnections.cut(context.channel());
      }
      var _ = context.close(closed);
    }

    private Attributes with(SslHandler security) {
      Attributes.Builder attributes =
          InternalProtocolNegotiationEvent.getAttributes(known).toBuilder()
              .set(Grpc.TRANSPORT_ATTR_SSL_SESSION, security.engine().getSession());
      ClientTrust callers = tls.callers();
      if (callers != null && WithoutTickets.isWhole(security.engine())) {
        attributes.set(TRUST, callers);
      }
      return attributes.build();
    }
  }
}
