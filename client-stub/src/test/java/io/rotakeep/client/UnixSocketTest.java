package io.rotakeep.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.InsecureServerCredentials;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetAccessTokenResponse;
import io.rotakeep.v1.TokenServiceGrpc;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class UnixSocketTest {
  @TempDir Path dir;

  @Test
  void talksToADaemonOnAUnixSocket() throws IOException {
    var socket = dir.resolve("rotakeep.sock");
    var loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    var daemon =
        NettyServerBuilder.forAddress(
                new DomainSocketAddress(socket.toFile()), InsecureServerCredentials.create())
            .channelType(EpollServerDomainSocketChannel.class)
            .bossEventLoopGroup(loops)
            .workerEventLoopGroup(loops)
            .addService(new Tokens())
            .build()
            .start();

    try (var client = RotakeepClient.builder().address("unix:" + socket).build()) {
      assertThat(client.accessToken("a").value()).isEqualTo("token of a");
    } finally {
      daemon.shutdownNow();
      loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }

  private static final class Tokens extends TokenServiceGrpc.TokenServiceImplBase {
    @Override
    public void getAccessToken(
        GetAccessTokenRequest request, StreamObserver<GetAccessTokenResponse> answer) {
      answer.onNext(
          GetAccessTokenResponse.newBuilder()
              .setAccessToken("token of " + request.getConnection())
              .build());
      answer.onCompleted();
    }
  }
}
