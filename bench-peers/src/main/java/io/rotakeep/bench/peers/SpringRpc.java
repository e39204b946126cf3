package io.rotakeep.bench.peers;

import com.google.protobuf.Timestamp;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetAccessTokenResponse;
import io.rotakeep.v1.TokenServiceGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.security.oauth2.core.OAuth2AccessToken;

/** Spring's manager behind the same method as ours; a virtual thread a call, since JDBC waits. */
final class SpringRpc implements AutoCloseable {
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Server server;

  SpringRpc(SpringClients clients) throws IOException {
    this.server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .executor(threads)
            .addService(
                new TokenServiceGrpc.TokenServiceImplBase() {
                  @Override
                  public void getAccessToken(
                      GetAccessTokenRequest request,
                      StreamObserver<GetAccessTokenResponse> observer) {
                    observer.onNext(message(clients.token(request.getConnection())));
                    observer.onCompleted();
                  }
                })
            .build()
            .start();
  }

  InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getPort());
  }

  @Override
  public void close() {
    server.shutdownNow();
    threads.shutdownNow();
  }

  private static GetAccessTokenResponse message(OAuth2AccessToken token) {
    Instant end = token.getExpiresAt();
    GetAccessTokenResponse.Builder message =
        GetAccessTokenResponse.newBuilder()
            .setAccessToken(token.getTokenValue())
            .setTokenType(token.getTokenType().getValue());
    if (end != null) {
      message.setExpireTime(
          Timestamp.newBuilder().setSeconds(end.getEpochSecond()).setNanos(end.getNano()));
    }
    return message.build();
  }
}
