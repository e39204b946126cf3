package io.rotakeep.adapter.grpc;

import io.grpc.Server;
import io.grpc.netty.InternalProtocolNegotiators;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** The API on a unix socket, for processes on the same machine. */
final class UnixListener implements AutoCloseable {
  static final String THREADS = "rotakeep-unix";

  private final Server server;
  private final SocketFile file;
  private final EventLoopGroup loops;

  private UnixListener(Server server, SocketFile file, EventLoopGroup loops) {
    this.server = server;
    this.file = file;
    this.loops = loops;
  }

  /**
   * @throws IOException in one line, if the path is not free or the machine has no epoll
   */
  static UnixListener start(RpcSettings.Unix at, Surface surface) throws IOException {
    if (!Epoll.isAvailable()) {
      throw new IOException(
          "listen.unix: needs Linux with epoll, which netty cannot use here; leave it out and call"
              + " by listen.grpc: "
              + Epoll.unavailabilityCause());
    }
    SocketFile file = SocketFile.claim(at);
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            new DefaultThreadFactory(THREADS, true), EpollIoHandler.newFactory());
    boolean started = false;
    try {
      Server server = builder(file, loops, surface).build().start();
      try {
        file.publish();
        started = true;
        return new UnixListener(server, file, loops);
      } finally {
        if (!started) {
          server.shutdownNow();
        }
      }
    } catch (IOException e) {
      throw new IOException(
          "listen.unix: " + at.path() + " cannot be listened on: " + e.getMessage(), e);
    } finally {
      if (!started) {
        end(file, loops);
      }
    }
  }

  Server server() {
    return server;
  }

  /** After the server has ended, or to end it. */
  @Override
  public void close() {
    server.shutdownNow();
    end(file, loops);
  }

  private static NettyServerBuilder builder(
      SocketFile file, EventLoopGroup loops, Surface surface) {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(
                new DomainSocketAddress(file.sheltered().toFile()),
                PeerNegotiation.before(
                    InternalProtocolNegotiators::serverPlaintext, surface.connections()))
            .channelType(EpollServerDomainSocketChannel.class)
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops);
    return surface.on(builder, CallerRecognition.byUser());
  }

  private static void end(SocketFile file, EventLoopGroup loops) {
    file.close();
    var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
  }
}
