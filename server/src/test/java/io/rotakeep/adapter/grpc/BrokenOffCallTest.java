package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.ImportRefreshTokensResponse;
import io.rotakeep.v1.RefreshConnectionsRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A call ends with an answer also where the daemon has no exception for what went wrong. */
final class BrokenOffCallTest {
  @TempDir private Path directory;

  @Test
  void aStreamOfAnswersEndsWithAnInternalError() throws Exception {
    try (TestVault vault = vault();
        RpcServer server = serving(vault)) {
      ManagedChannel channel = channel(server);

      Code code =
          code(
              () ->
                  ConnectionServiceGrpc.newBlockingStub(channel)
                      .withDeadlineAfter(20, TimeUnit.SECONDS)
                      .refreshConnections(RefreshConnectionsRequest.getDefaultInstance())
                      .forEachRemaining(_ -> {}));

      channel.shutdownNow();
      assertThat(code).isEqualTo(Code.INTERNAL);
    }
  }

  @Test
  void anExchangeEndsWithAnInternalError() throws Exception {
    try (TestVault vault = vault();
        RpcServer server = serving(vault)) {
      ManagedChannel channel = channel(server);
      Ending ending = new Ending();

      ConnectionServiceGrpc.newStub(channel)
          .withDeadlineAfter(20, TimeUnit.SECONDS)
          .importRefreshTokens(ending)
          .onNext(ImportRefreshTokensRequest.getDefaultInstance());

      Code code = ending.code.get(30, TimeUnit.SECONDS);
      channel.shutdownNow();
      assertThat(code).isEqualTo(Code.INTERNAL);
    }
  }

  @Test
  void aTokenIsNotWaitedForInVain() throws Exception {
    try (TestApi api = TestApi.dev(directory)) {
      api.connect("double", "crm/a");
      GetAccessTokenRequest request =
          GetAccessTokenRequest.newBuilder().setConnection("crm/a").build();
      api.vault.audit.breaksOff(true);

      Code code =
          code(() -> api.tokens().withDeadlineAfter(20, TimeUnit.SECONDS).getAccessToken(request));

      assertThat(code).isEqualTo(Code.INTERNAL);
    }
  }

  private TestVault vault() throws Exception {
    return new TestVault(
        Files.createDirectories(directory.resolve("data")),
        TestApi.EVERYTHING,
        Calls.Patience.DEFAULT);
  }

  private static RpcServer serving(TestVault vault) throws Exception {
    ServerServiceDefinition broken =
        new ServiceBinding(ConnectionServiceGrpc.getServiceDescriptor(), vault.calls)
            .streaming(
                ConnectionServiceGrpc.getRefreshConnectionsMethod(),
                (_, _, _) -> {
                  throw new StackOverflowError();
                })
            .exchange(
                ConnectionServiceGrpc.getImportRefreshTokensMethod(),
                (_, _) -> {
                  throw new NoClassDefFoundError("io/rotakeep/Absent");
                })
            .build();
    InetSocketAddress free = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return RpcServer.prepare(
            new RpcSettings(
                new RpcSettings.Tcp(free, null), null, false, RpcSettings.Limits.DEFAULT),
            InstantSource.system())
        .start(new ServiceTable(List.of(broken)), new HealthReport(List.of()), List.of());
  }

  private static ManagedChannel channel(RpcServer server) {
    return Grpc.newChannelBuilder(
            "localhost:" + server.address().orElseThrow().getPort(),
            InsecureChannelCredentials.create())
        .build();
  }

  private static Code code(Runnable call) {
    StatusRuntimeException error = catchThrowableOfType(StatusRuntimeException.class, call::run);
    return error == null ? Code.OK : error.getStatus().getCode();
  }

  private static final class Ending implements StreamObserver<ImportRefreshTokensResponse> {
    final CompletableFuture<Code> code = new CompletableFuture<>();

    @Override
    public void onNext(ImportRefreshTokensResponse response) {}

    @Override
    public void onError(Throwable error) {
      code.complete(Status.fromThrowable(error).getCode());
    }

    @Override
    public void onCompleted() {
      code.complete(Code.OK);
    }
  }
}
