package io.rotakeep.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.rotakeep.bench.trial.ClientLoop;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetAccessTokenResponse;
import io.rotakeep.v1.GetConnectionRequest;
import io.rotakeep.v1.GetStatusRequest;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.TokenServiceGrpc;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the generator writes, a daemon in a process of its own reads as if it had made it. */
class ScaledStoreIT {
  private static final int COUNT = 2_500;

  @TempDir Path directory;

  @Test
  void fillsAStoreThatADaemonServesFrom() throws IOException, InterruptedException {
    List<Integer> progress = new ArrayList<>();
    ScaledStore store = ScaledStore.in(directory, COUNT, progress::add);

    assertThat(progress).containsExactly(1_000, 2_000, 2_500);
    try (ScaledProcess daemon = ScaledProcess.start(store, List.of());
        ClientLoop loop = new ClientLoop(1)) {
      ManagedChannel channel = loop.open(daemon.address(), null);
      GetAccessTokenResponse token = token(channel, "hit/2499");
      assertThat(token.getAccessToken()).hasSize(128);
      assertThat(token(channel, "hit/0").getAccessToken()).isNotEqualTo(token.getAccessToken());
      assertThat(
              ConnectionServiceGrpc.newBlockingStub(channel)
                  .getConnection(GetConnectionRequest.newBuilder().setConnection("hit/7").build())
                  .getSubject())
          .isEqualTo("hit/7");
      assertThat(
              SystemServiceGrpc.newBlockingStub(channel)
                  .getStatus(GetStatusRequest.getDefaultInstance())
                  .getConnectionsList())
          .singleElement()
          .satisfies(count -> assertThat(count.getCount()).isEqualTo(COUNT));
      assertThat(daemon.heapBytes()).isPositive();
      channel.shutdownNow();
    }
    assertThat(ScaledStore.in(directory, COUNT, progress::add)).isEqualTo(store);
    assertThat(progress).as("filled once only").hasSize(3);
  }

  private static GetAccessTokenResponse token(ManagedChannel channel, String id) {
    return TokenServiceGrpc.newBlockingStub(channel)
        .getAccessToken(GetAccessTokenRequest.newBuilder().setConnection(id).build());
  }
}
