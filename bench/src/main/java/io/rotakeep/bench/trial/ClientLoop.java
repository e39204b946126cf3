package io.rotakeep.bench.trial;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.rotakeep.bench.load.Costs;
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
            .channelType(Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class)
            // Answers are taken on the event loop: another hop would be the client's, not ours.
            .directExecutor();
    if (tls == null) {
      builder.usePlaintext();
    } else {
      builder.sslContext(tls).overrideAuthority("localhost");
    }
    return builder.build();
  }

  @Override
  public void close() {
    var _ = loops.shutdownGracefully();
  }
}
