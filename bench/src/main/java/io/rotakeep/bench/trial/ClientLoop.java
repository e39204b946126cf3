package io.rotakeep.bench.trial;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.Channel;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.rotakeep.bench.load.Costs;
import io.rotakeep.bench.load.OwnTurns;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Client channels on event loops of their own, one each, so that what the client costs can be told
 * from what the server in the same process costs.
 */
public final class ClientLoop implements AutoCloseable {
  private final EventLoopGroup loops;

  public ClientLoop(int threads) {
    IoHandlerFactory io =
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    this.loops =
        new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(Costs.CLIENT, true), io);
    OwnTurns.take(loops);
  }

  /**
   * Another connection.
   *
   * @param tls null for none
   */
  public ManagedChannel open(SocketAddress address, @Nullable SslContext tls) {
    NettyChannelBuilder builder =
        NettyChannelBuilder.forAddress(address)
            .eventLoopGroup(loops)
            .channelType(channel(address))
            // Answers are taken on the event loop: another hop would be the client's, not ours.
            .directExecutor();
    if (tls == null) {
      builder.usePlaintext().overrideAuthority("localhost");
    } else {
      builder.sslContext(tls).overrideAuthority("localhost");
    }
    return builder.build();
  }

  private static Class<? extends Channel> channel(SocketAddress address) {
    if (address instanceof DomainSocketAddress) {
      return EpollDomainSocketChannel.class;
    }
    return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
  }

  @Override
  public void close() {
    var _ = loops.shutdownGracefully();
  }
}
