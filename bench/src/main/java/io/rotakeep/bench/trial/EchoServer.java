package io.rotakeep.bench.trial;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContext;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetAccessTokenResponse;
import io.rotakeep.v1.TokenServiceGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The physical limit: the same method, answered with the same bytes by a server that does nothing,
 * on the event loop.
 */
public final class EchoServer implements AutoCloseable {
  private final Server server;
  private final @Nullable TrialKeys keys;

  private EchoServer(Server server, @Nullable TrialKeys keys) {
    this.server = server;
    this.keys = keys;
  }

  /** Without TLS. */
  public static EchoServer plain(GetAccessTokenResponse answer) throws IOException {
    return new EchoServer(start(answer, null), null);
  }

  static EchoServer on(@Nullable TrialKeys keys, GetAccessTokenResponse answer) throws IOException {
    return new EchoServer(start(answer, keys == null ? null : keys.serverContext()), keys);
  }

  private static Server start(GetAccessTokenResponse answer, @Nullable SslContext tls)
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
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .addService(service);
    return (tls == null ? builder : builder.sslContext(tls)).build().start();
  }

  public ManagedChannel open(ClientLoop loop) throws IOException {
    return loop.open(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort()),
        keys == null ? null : keys.applicationContext());
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
