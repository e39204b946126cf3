package io.rotakeep.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.rotakeep.client.AccessToken;
import io.rotakeep.client.AccessTokenSource;
import io.rotakeep.client.RotakeepClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each example against a real daemon, and those that call an API against a real one. */
@Timeout(120)
final class ExamplesIT {
  private static final String ID = "crm/acme";

  private RealDaemon daemon;
  private RotakeepClient client;
  private ResourceServer api;

  @BeforeEach
  void start(@TempDir Path directory) throws Exception {
    daemon = RealDaemon.start(directory, ID);
    client = RotakeepClient.builder().address(daemon.address()).build();
    api = new ResourceServer(daemon);
  }

  @AfterEach
  void stop() {
    api.close();
    client.close();
    daemon.close();
  }

  @Test
  void asksForAToken() {
    assertThat(AskForAToken.ask(client, ID)).isEqualTo("Bearer " + newest());

    daemon.revoke(ID);

    assertThat(AskForAToken.ask(client, ID)).startsWith("call somebody: ");
    assertThat(AskForAToken.ask(client, "crm/nobody")).startsWith("mend this program: NOT_FOUND");
  }

  @Test
  void keepsTokensAtHand() throws Exception {
    try (var example = new KeepTokensAtHand(daemon.address(), ID)) {
      assertThat(example.token(ID).value()).isEqualTo(newest());

      daemon.refresh(ID);

      await().until(() -> example.token(ID).value().equals(newest()));
    }
  }

  @Test
  void callsByHttpClient() throws Exception {
    assertThat(new CallByHttpClient(outdated(), ID).read(api.resource()))
        .isEqualTo("200 [\"acme\"]");
    assertThat(api.answers()).containsExactly(401, 200);
  }

  @Test
  void callsByOkHttp() throws Exception {
    assertThat(new CallByOkHttp(outdated(), ID).read(api.resource())).isEqualTo("200 [\"acme\"]");
    assertThat(api.answers()).containsExactly(401, 200);
  }

  @Test
  void callsBySpring() {
    assertThat(new CallBySpring(outdated(), ID).read(api.resource())).isEqualTo("200 [\"acme\"]");
    assertThat(api.answers()).containsExactly(401, 200);
  }

  @Test
  void callsByGrpc() throws Exception {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    Server provider =
        NettyServerBuilder.forAddress(address)
            .addService(new HealthStatusManager().getHealthService())
            .intercept(new NewestTokenOnly())
            .build()
            .start();
    var channel =
        NettyChannelBuilder.forAddress("127.0.0.1", provider.getPort()).usePlaintext().build();
    try {
      assertThat(new CallByGrpc(client, ID, channel).check()).isEqualTo("SERVING");
    } finally {
      channel.shutdownNow();
      provider.shutdownNow();
    }
  }

  private String newest() {
    return daemon.accessTokens().getLast();
  }

  /** As a process whose token was replaced between its reading it and its using it. */
  private AccessTokenSource outdated() {
    AccessToken before = client.accessToken(ID);
    daemon.refresh(ID);
    return request -> request.rejectedTokenId().isEmpty() ? before : client.accessToken(request);
  }

  private final class NewestTokenOnly implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      var key = Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
      if (("Bearer " + newest()).equals(headers.get(key))) {
        return next.startCall(call, headers);
      }
      call.close(Status.UNAUTHENTICATED, new Metadata());
      return new ServerCall.Listener<>() {};
    }
  }
}
