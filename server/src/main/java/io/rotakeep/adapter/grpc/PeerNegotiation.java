package io.rotakeep.adapter.grpc;

import io.grpc.Attributes;
import io.grpc.ServerCredentials;
import io.grpc.netty.GrpcHttp2ConnectionHandler;
import io.grpc.netty.InternalNettyServerCredentials;
import io.grpc.netty.InternalProtocolNegotiationEvent;
import io.grpc.netty.InternalProtocolNegotiator;
import io.grpc.netty.ProtocolNegotiationEvent;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.util.AsciiString;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts the channel of each new connection, and its HTTP/2, among its attributes, before anything is
 * read from it; one that is too many is closed instead.
 *
 * <p>Who is at the other end of a unix socket is known to the socket only, and gRPC keeps that from
 * transport filters and calls. The way in is the one gRPC's own xDS takes: a protocol negotiator.
 */
final class PeerNegotiation implements InternalProtocolNegotiator.ProtocolNegotiator {
  private static final Attributes.Key<Channel> CHANNEL = Attributes.Key.create("rotakeep-channel");
  private static final Attributes.Key<Http2Connection> HTTP2 =
      Attributes.Key.create("rotakeep-http2");

  private final Supplier<InternalProtocolNegotiator.ProtocolNegotiator> security;
  private final OpenConnections connections;

  private PeerNegotiation(
      Supplier<InternalProtocolNegotiator.ProtocolNegotiator> security,
      OpenConnections connections) {
    this.security = security;
    this.connections = connections;
  }

  /**
   * @param security asked at each connection how it is secured
   * @param connections asked at each connection whether there may be one more
   */
  static ServerCredentials before(
      Supplier<InternalProtocolNegotiator.ProtocolNegotiator> security,
      OpenConnections connections) {
    return InternalNettyServerCredentials.create(new PeerNegotiation(security, connections));
  }

  /** The channel of a connection; null if it was not negotiated here. */
  static @Nullable Channel channelOf(Attributes transport) {
    return transport.get(CHANNEL);
  }

  /** What is known of the frames of a connection; null if it was not negotiated here. */
  static @Nullable Http2Connection http2Of(Attributes transport) {
    return transport.get(HTTP2);
  }

  @Override
  public AsciiString scheme() {
    return security.get().scheme();
  }

  @Override
  public ChannelHandler newHandler(GrpcHttp2ConnectionHandler connection) {
    return new Introduction(
        security.get().newHandler(connection), connection.connection(), connections);
  }

  @Override
  public void close() {
    security.get().close();
  }

  /** Gives way to what secures the connection as soon as the channel has been noted. */
  private static final class Introduction extends ChannelInboundHandlerAdapter {
    private final ChannelHandler next;
    private final Http2Connection http2;
    private final OpenConnections connections;

    Introduction(ChannelHandler next, Http2Connection http2, OpenConnections connections) {
      this.next = next;
      this.http2 = http2;
      this.connections = connections;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
      if (!(event instanceof ProtocolNegotiationEvent negotiation)) {
        context.fireUserEventTriggered(event);
        return;
      }
      AcceptPace.keep(context.channel());
      if (!connections.admit(context.channel())) {
        var _ = context.close();
        return;
      }
      Attributes known =
          InternalProtocolNegotiationEvent.getAttributes(negotiation).toBuilder()
              .set(CHANNEL, context.channel())
              .set(HTTP2, http2)
              .build();
      context.pipeline().replace(this, null, next);
      context.fireUserEventTriggered(
          InternalProtocolNegotiationEvent.withAttributes(negotiation, known));
    }
  }
}
