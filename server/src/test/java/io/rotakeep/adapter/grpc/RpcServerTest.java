package io.rotakeep.adapter.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.stub.StreamObserver;
import io.rotakeep.v1.ComplianceReportRequest;
import io.rotakeep.v1.GetStatusRequest;
import io.rotakeep.v1.ListConnectionsRequest;
import io.rotakeep.v1.RefreshConnectionRequest;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.SystemStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RpcServerTest {
  @TempDir private Path directory;

  @Test
  void saysThatItServesOnlyWhenToldSo() throws Exception {
    try (TestApi api = TestApi.dev(directory)) {
      HealthGrpc.HealthBlockingStub health = HealthGrpc.newBlockingStub(api.channel());

      assertThat(status(health, "")).isEqualTo(ServingStatus.NOT_SERVING);
      api.health.serving(true);
      assertThat(status(health, "")).isEqualTo(ServingStatus.SERVING);
      assertThat(status(health, "rotakeep.v1.TokenService")).isEqualTo(ServingStatus.SERVING);
      api.health.serving(false);
      assertThat(status(health, "rotakeep.v1.TokenService")).isEqualTo(ServingStatus.NOT_SERVING);
    }
  }

  @Test
  void showsItsSchemaOnlyWhenSetSo() throws Exception {
    try (TestApi open = TestApi.dev(directory.resolve("open"));
        TestApi closed = TestApi.dev(directory.resolve("closed"), Calls.Patience.DEFAULT)) {
      assertThat(services(open)).contains("rotakeep.v1.TokenService", "grpc.health.v1.Health");
      assertThat(services(closed)).isEqualTo("UNIMPLEMENTED");
    }
  }

  @Test
  void givesUpOnACallThatSetsNoDeadline() throws Exception {
    Calls.Patience brief = new Calls.Patience(Duration.ofMillis(200), Duration.ofSeconds(1));
    try (TestApi api = TestApi.dev(directory, brief)) {
      api.connect("double");
      var _ = api.exchange(List.of(api.granted("crm/a", "double").build()));
      api.server.behaviour().tokenPace().hold();
      RefreshConnectionRequest refresh =
          RefreshConnectionRequest.newBuilder().setConnection("crm/a").build();

      Code withNone = code(() -> api.connections().refreshConnection(refresh));
      Code withFar =
          code(
              () ->
                  api.connections()
                      .withDeadlineAfter(1, TimeUnit.HOURS)
                      .refreshConnection(refresh));
      api.server.behaviour().tokenPace().release();

      assertThat(List.of(withNone, withFar)).containsOnly(Code.DEADLINE_EXCEEDED);
    }
  }

  @Test
  void tellsHowItIsWhileSealedAndNothingElse() throws Exception {
    try (TestApi api = TestApi.dev(directory)) {
      SystemServiceGrpc.SystemServiceBlockingStub system =
          SystemServiceGrpc.newBlockingStub(api.channel());
      SystemStatus open = system.getStatus(GetStatusRequest.getDefaultInstance());
      api.vault.seal.seal();

      SystemStatus sealed = system.getStatus(GetStatusRequest.getDefaultInstance());
      StatusRuntimeException error =
          catchThrowableOfType(
              StatusRuntimeException.class,
              () -> api.connections().listConnections(ListConnectionsRequest.getDefaultInstance()));

      assertThat(open.getSealed()).isFalse();
      assertThat(sealed.getSealed()).isTrue();
      assertThat(sealed.getStoreId()).isEqualTo(open.getStoreId());
      assertThat(TestApi.infoOf(error).getReason()).isEqualTo("SEALED");
    }
  }

  @Test
  void saysSoOfAServiceThatIsNotBuiltYet() throws Exception {
    try (TestApi api = TestApi.dev(directory)) {
      SystemServiceGrpc.SystemServiceBlockingStub system =
          SystemServiceGrpc.newBlockingStub(api.channel());

      assertThat(code(() -> system.complianceReport(ComplianceReportRequest.getDefaultInstance())))
          .isEqualTo(Code.UNIMPLEMENTED);
    }
  }

  @Test
  void letsCallsUnderWayEndWhenItStops() throws Exception {
    try (TestApi api = TestApi.dev(directory)) {
      api.connect("double", "crm/a");
      api.server.behaviour().tokenPace().hold();
      CompletableFuture<Code> answer =
          CompletableFuture.supplyAsync(
              () ->
                  code(
                      () ->
                          api.connections()
                              .refreshConnection(
                                  RefreshConnectionRequest.newBuilder()
                                      .setConnection("crm/a")
                                      .build())));
      api.server.behaviour().tokenPace().awaitHeld(1, Duration.ofSeconds(10));

      CompletableFuture<Boolean> stopped =
          CompletableFuture.supplyAsync(() -> api.rpc.stop(Duration.ofSeconds(20)));
      api.server.behaviour().tokenPace().release();

      assertThat(stopped.get(30, TimeUnit.SECONDS)).isTrue();
      assertThat(answer.get(30, TimeUnit.SECONDS)).isEqualTo(Code.OK);
    }
  }

  @Test
  void saysInOneLineThatTheAddressIsTaken() throws Exception {
    try (TestApi api = TestApi.dev(directory)) {
      RpcSettings same =
          new RpcSettings(
              new RpcSettings.Tcp(api.rpc.address().orElseThrow(), null),
              null,
              false,
              RpcSettings.Limits.DEFAULT);
      HealthReport health = new HealthReport(List.of());

      assertThatThrownBy(
              () ->
                  RpcServer.prepare(same, InstantSource.system())
                      .start(new ServiceTable(List.of()), health, List.of()))
          .hasMessageStartingWith("listen.grpc: ")
          .hasMessageContaining("cannot be listened on")
          .hasMessageNotContaining("\n");
    }
  }

  @Test
  void listensWithoutTlsOnLoopbackOnly() {
    InetSocketAddress everywhere = new InetSocketAddress("0.0.0.0", 0);

    assertThatThrownBy(() -> new RpcSettings.Tcp(everywhere, null))
        .hasMessageContaining("listen.grpc: without tls only a loopback address");
  }

  @Test
  void namesTheFileOfTlsThatCannotBeUsed() {
    Path nothing = directory.resolve("nothing.crt");
    RpcSettings settings =
        new RpcSettings(
            new RpcSettings.Tcp(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new RpcSettings.Tls(nothing, nothing, nothing, null)),
            null,
            false,
            RpcSettings.Limits.DEFAULT);

    assertThatThrownBy(
            () ->
                RpcServer.prepare(settings, InstantSource.system())
                    .start(new ServiceTable(List.of()), new HealthReport(List.of()), List.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("listen.grpc.tls: " + nothing);
  }

  @Test
  void closesOnWhoeverSpeaksAnotherProtocol() throws Exception {
    try (TestApi api = TestApi.dev(directory);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.port())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

      byte[] answer = socket.getInputStream().readAllBytes();

      assertThat(new String(answer, StandardCharsets.ISO_8859_1)).doesNotContain("HTTP/1.1 200");
    }
  }

  private static ServingStatus status(HealthGrpc.HealthBlockingStub health, String service) {
    return health.check(HealthCheckRequest.newBuilder().setService(service).build()).getStatus();
  }

  private static String services(TestApi api) throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> out =
        ServerReflectionGrpc.newStub(api.channel())
            .serverReflectionInfo(
                new StreamObserver<>() {
                  @Override
                  public void onNext(ServerReflectionResponse response) {
                    answer.complete(response.getListServicesResponse().toString());
                  }

                  @Override
                  public void onError(Throwable error) {
                    answer.complete(io.grpc.Status.fromThrowable(error).getCode().name());
                  }

                  @Override
                  public void onCompleted() {}
                });
    out.onNext(ServerReflectionRequest.newBuilder().setListServices("*").build());
    return answer.get(10, TimeUnit.SECONDS);
  }

  private static Code code(Runnable call) {
    try {
      call.run();
      return Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    }
  }
}
