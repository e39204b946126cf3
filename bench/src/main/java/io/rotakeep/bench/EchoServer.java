package io.rotakeep.bench;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetAccessTokenResponse;
import io.rotakeep.v1.TokenServiceGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * The physical limit: the same method, answered with the same bytes by a server that does nothing,
 * on the event loop.
 */
final class EchoServer implements AutoCloseable {
  private final Server server;

  private EchoServer(Server server) {
    this.server = server;
  }

  static EchoServer start(GetAccessTokenResponse answer) throws IOException {
    TokenServiceGrpc.TokenServiceImplBase service =
        new TokenServiceGrpc.TokenServiceImplBase() {
          @Override
          public void getAccessToken(
              GetAccessTokenRequest request, StreamObserver<GetAccessTokenResponse> observer) {
            observer.onNext(answer);
            observer.onCompleted();
          }
        };
    return new EchoServer(
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .directExecutor()
            .addService(service)
            .build()
            .start());
  }

  ManagedChannel newChannel() {
    return NettyChannelBuilder.forAddress("127.0.0.1", server.getPort()).usePlaintext().build();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
