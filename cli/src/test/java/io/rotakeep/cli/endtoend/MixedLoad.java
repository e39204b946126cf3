package io.rotakeep.cli.endtoend;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.MetadataUtils;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.ClientSecret;
import io.rotakeep.v1.CompleteAuthorizationRequest;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.ConnectionServiceGrpc.ConnectionServiceBlockingStub;
import io.rotakeep.v1.DiagnoseConnectionRequest;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetConnectionRequest;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.ImportRefreshTokensResponse;
import io.rotakeep.v1.ListConnectionsRequest;
import io.rotakeep.v1.LookupFingerprintRequest;
import io.rotakeep.v1.Provider;
import io.rotakeep.v1.ProviderServiceGrpc;
import io.rotakeep.v1.RefreshConnectionRequest;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.TokenServiceGrpc;
import io.rotakeep.v1.UnsealRequest;
import io.rotakeep.v1.UpdateConnectionRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Requests of every kind by some callers at once, and all that is said of those that fail. */
final class MixedLoad implements AutoCloseable {
  private static final int CALLERS = 16;
  private static final long SEED = 20_261_128;
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final Stage stage;
  private final Channel channel;
  private final CanaryTokens canaries;
  private final List<String> ids;
  private final PrintWriter statuses;
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong asked = new AtomicLong();

  /** What was asked. */
  record Figures(long requests, long failed) {
    double failedShare() {
      return (double) failed / (double) requests;
    }

    @Override
    public String toString() {
      return "%d requests, %d failed (%.0f %%)".formatted(requests, failed, 100 * failedShare());
    }
  }

  private interface Call {
    void run() throws Exception;
  }

  MixedLoad(Stage stage, CanaryTokens canaries, List<String> ids, Path statuses)
      throws IOException {
    this.stage = stage;
    this.channel = stage.daemon().client().channel();
    this.canaries = canaries;
    this.ids = ids;
    this.statuses = new PrintWriter(Files.newBufferedWriter(statuses));
  }

  Figures run(int requests) throws Exception {
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all = new ArrayList<>();
      SplittableRandom seeds = new SplittableRandom(SEED);
      for (int i = 0; i < CALLERS; i++) {
        SplittableRandom random = seeds.split();
        all.add(callers.submit(() -> ask(requests / CALLERS, random)));
      }
      for (Future<?> caller : all) {
        caller.get();
      }
    }
    return new Figures(asked.get(), failed.get());
  }

  void refresh(String id) {
    said(() -> stage.daemon().refresh(id));
  }

  static ImportRefreshTokensResponse adopt(Stage stage, String id, String token) throws Exception {
    return ImportCall.of(
        stage.daemon().client(),
        ImportRefreshTokensRequest.newBuilder()
            .setConnection(id)
            .setProvider(Registration.provider(ClientKind.PUBLIC))
            .setRefreshToken(ByteString.copyFromUtf8(token))
            .build());
  }

  @Override
  public void close() {
    statuses.close();
  }

  private void ask(int requests, SplittableRandom random) {
    for (int i = 0; i < requests; i++) {
      int turn = random.nextInt(100);
      String id = ids.get(random.nextInt(ids.size()));
      said(turn < 70 ? good(turn, id) : bad(turn - 70, id));
    }
  }

  private Call good(int turn, String id) {
    ConnectionServiceBlockingStub connections = ConnectionServiceGrpc.newBlockingStub(channel);
    if (turn < 50) {
      return () -> token(channel, GetAccessTokenRequest.newBuilder().setConnection(id));
    }
    if (turn < 55) {
      return () ->
          connections.getConnection(GetConnectionRequest.newBuilder().setConnection(id).build());
    }
    if (turn < 59) {
      return () ->
          connections.listConnections(ListConnectionsRequest.newBuilder().setPageSize(10).build());
    }
    if (turn < 62) {
      return () ->
          connections.diagnoseConnection(
              DiagnoseConnectionRequest.newBuilder().setConnection(id).build());
    }
    if (turn < 65) {
      return () -> lookup(canaries.next());
    }
    return () ->
        connections.refreshConnection(
            RefreshConnectionRequest.newBuilder().setConnection(id).build());
  }

  /** Each with a secret in the place of something else. */
  private Call bad(int turn, String id) {
    ConnectionServiceBlockingStub connections = ConnectionServiceGrpc.newBlockingStub(channel);
    String canary = canaries.next();
    if (turn < 5) {
      return () -> token(channel, GetAccessTokenRequest.newBuilder().setConnection(canary));
    }
    if (turn < 10) {
      return () ->
          token(
              channel,
              GetAccessTokenRequest.newBuilder()
                  .setConnection("unknown/" + turn)
                  .setRejectedTokenId(canary));
    }
    if (turn < 14) {
      return () -> token(bearing(), GetAccessTokenRequest.newBuilder().setConnection("no/such"));
    }
    if (turn < 18) {
      return () ->
          connections.completeAuthorization(
              CompleteAuthorizationRequest.newBuilder().setState(canary).setCode(canary).build());
    }
    return badChange(turn, id, canary);
  }

  private Call badChange(int turn, String id, String canary) {
    ConnectionServiceBlockingStub connections = ConnectionServiceGrpc.newBlockingStub(channel);
    if (turn < 21) {
      return () -> refused(adopt(stage, "strange/" + canaries.hashCode() + turn, canary));
    }
    if (turn < 23) {
      return () -> refused(adopt(stage, id, canary));
    }
    if (turn < 25) {
      return () -> applyWith(canary);
    }
    if (turn < 27) {
      return () ->
          SystemServiceGrpc.newBlockingStub(channel)
              .unseal(
                  UnsealRequest.newBuilder()
                      .setPassphrase(ByteString.copyFromUtf8(canary))
                      .build());
    }
    if (turn < 28) {
      return () ->
          connections.listConnections(
              ListConnectionsRequest.newBuilder().setPageToken(canary).build());
    }
    return () ->
        connections.updateConnection(
            UpdateConnectionRequest.newBuilder()
                .setConnection(id)
                .putLabels("a\u001b[2J", "b")
                .build());
  }

  private Channel bearing() {
    Metadata headers = new Metadata();
    headers.put(AUTHORIZATION, "Bearer " + canaries.bearer());
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static void token(Channel channel, GetAccessTokenRequest.Builder request) {
    var _ = TokenServiceGrpc.newBlockingStub(channel).getAccessToken(request.build());
  }

  private void lookup(String token) {
    var _ =
        SystemServiceGrpc.newBlockingStub(channel)
            .lookupFingerprint(
                LookupFingerprintRequest.newBuilder()
                    .setToken(ByteString.copyFromUtf8(token))
                    .build());
  }

  private void applyWith(String secret) {
    var _ =
        ProviderServiceGrpc.newBlockingStub(channel)
            .apply(
                ApplyProviderRequest.newBuilder()
                    .setProvider(
                        Provider.newBuilder().setName("broken").setIssuer("ftp://" + secret))
                    .addSecrets(ClientSecret.newBuilder().setValue(ByteString.copyFromUtf8(secret)))
                    .build());
  }

  private void refused(ImportRefreshTokensResponse answer) {
    if (answer.hasError()) {
      throw StatusProto.toStatusRuntimeException(answer.getError());
    }
  }

  private void said(Call call) {
    asked.incrementAndGet();
    try {
      call.run();
    } catch (StatusRuntimeException e) {
      failed.incrementAndGet();
      synchronized (statuses) {
        statuses.println(e.getMessage());
        statuses.println(Objects.toString(e.getTrailers()));
        statuses.println(Objects.toString(StatusProto.fromThrowable(e)));
      }
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
