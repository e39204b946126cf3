package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

final class LoopBeginningsTest {
  /** More than there are loops. */
  private static final int CONNECTIONS = 4 * Runtime.getRuntime().availableProcessors();

  private final Queue<Thread> begun = new ConcurrentLinkedQueue<>();
  private final Queue<Thread> answering = new ConcurrentLinkedQueue<>();

  @Test
  void eachThreadThatAnswersBeginsOnceHoweverManyConnectionsItHas() throws Exception {
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    RpcSettings settings =
        new RpcSettings(new RpcSettings.Tcp(free, null), null, false, RpcSettings.Limits.DEFAULT);
    HealthReport health = new HealthReport(List.of());
    try (RpcServer server =
        RpcServer.prepare(settings, InstantSource.system(), () -> begun.add(Thread.currentThread()))
            .start(new ServiceTable(List.of()), health, List.of(new Watch()))) {
      for (int i = 0; i < CONNECTIONS; i++) {
        call(server.address().orElseThrow());
      }
    }

    assertThat(answering).hasSize(CONNECTIONS);
    assertThat(begun).doesNotHaveDuplicates().containsAll(answering);
  }

  private static void call(InetSocketAddress address) {
    ManagedChannel channel =
        Grpc.newChannelBuilder(
                "localhost:" + address.getPort(), InsecureChannelCredentials.create())
            .build();
    try {
      var _ = HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
    } finally {
      channel.shutdownNow();
    }
  }

  private final class Watch implements ServerInterceptor {
    @Override
    public <A, B> ServerCall.Listener<A> interceptCall(
        ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
      answering.add(Thread.currentThread());
      return next.startCall(call, headers);
    }
  }
}
