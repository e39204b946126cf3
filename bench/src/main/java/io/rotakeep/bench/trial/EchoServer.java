package io.rotakeep.bench.trial;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.rotakeep.bench.load.OwnTurns;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetAccessTokenResponse;
import io.rotakeep.v1.TokenServiceGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The physical limit: the same method, answered with the same bytes by a server that does nothing,
 * on the event loop.
 */
public final class EchoServer implements AutoCloseable {
  private final Server server;
  private final SocketAddress address;
  private final @Nullable TrialKeys keys;

  private EchoServer(Server server, SocketAddress address, @Nullable TrialKeys keys) {
    this.server = server;
    this.address = address;
    this.keys = keys;
  }

  /** Without TLS. */
  public static EchoServer plain(GetAccessTokenResponse answer) throws IOException {
    return on((TrialKeys) null, answer);
  }

  static EchoServer on(@Nullable TrialKeys keys, GetAccessTokenResponse answer) throws IOException {
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    if (keys != null) {
      builder.sslContext(keys.serverContext());
    }
    Server server = started(builder, answer);
    return new EchoServer(
        server, new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()), keys);
  }

  /** On a unix socket, served as the daemon serves its own. */
  static EchoServer on(Path socket, GetAccessTokenResponse answer) throws IOException {
    DomainSocketAddress address = new DomainSocketAddress(socket.toFile());
    EventLoopGroup loops =
        new MultiThreadIoEventLoopGroup(
            new DefaultThreadFactory("echo-unix", true), EpollIoHandler.newFactory());
    OwnTurns.take(loops);
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address)
            .channelType(EpollServerDomainSocketChannel.class)
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops);
    return new EchoServer(started(builder, answer), address, null);
  }

  private static Server started(NettyServerBuilder builder, GetAccessTokenResponse answer)
      throws IOException {
    TokenServiceGrpc.TokenServiceImplBase service =
        new TokenServiceGrpc.TokenServiceImplBase() {
          @Override
          public void getAccessToken(
              GetAccessTokenRequest request, StreamObserver<GetAccessTokenResponse> observer) {
            observer.onNext(answer);
            observer.onCompleted();
          }
        };
    return builder.directExecutor().addService(service).build().start();
  }

  public ManagedChannel open(ClientLoop loop) throws IOException {
    return loop.open(address, keys == null ? null : keys.applicationContext());
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
