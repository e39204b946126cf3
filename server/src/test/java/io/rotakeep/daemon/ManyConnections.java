package io.rotakeep.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.ConnectionSelector;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.ConnectionsProgress;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetConnectionRequest;
import io.rotakeep.v1.GetStatusRequest;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.ImportRefreshTokensResponse;
import io.rotakeep.v1.ImportResult;
import io.rotakeep.v1.ProviderServiceGrpc;
import io.rotakeep.v1.RefreshConnectionsRequest;
import io.rotakeep.v1.RotateKeysRequest;
import io.rotakeep.v1.Rotation;
import io.rotakeep.v1.RotationClass;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.SystemStatus;
import io.rotakeep.v1.TokenServiceGrpc;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A caller of a daemon that has many connections, each of a user of its own. */
final class ManyConnections implements AutoCloseable {
  private static final String PROVIDER = "doubled";

  private final ManagedChannel channel;

  ManyConnections(String address) {
    channel = Grpc.newChannelBuilder(address, InsecureChannelCredentials.create()).build();
  }

  /** Brings them in at generation 1 and rotates each to 2. */
  void importFrom(AuthorizationServerDouble server, List<String> ids) {
    Rotation family =
        Rotation.newBuilder().setRotationClass(RotationClass.ROTATION_CLASS_FAMILY).build();
    var _ =
        ProviderServiceGrpc.newBlockingStub(channel)
            .apply(
                ApplyProviderRequest.newBuilder()
                    .setProvider(OneConnection.provider(server, family))
                    .build());
    var answers = new Answers();
    StreamObserver<ImportRefreshTokensRequest> requests =
        ConnectionServiceGrpc.newStub(channel).importRefreshTokens(answers);
    for (String id : ids) {
      String token = server.grant(server.client(ClientKind.PUBLIC), "user of " + id, "api");
      requests.onNext(
          ImportRefreshTokensRequest.newBuilder()
              .setConnection(id)
              .setProvider(PROVIDER)
              .setRefreshToken(ByteString.copyFromUtf8(token))
              .build());
    }
    requests.onCompleted();
    assertThat(answers.all.join())
        .hasSameSizeAs(ids)
        .extracting(ImportRefreshTokensResponse::getResult)
        .containsOnly(ImportResult.IMPORT_RESULT_ADOPTED);
  }

  Iterator<ConnectionsProgress> refreshAllSlowly(double perSecond) {
    return refresh(all().setMaxPerSecond(perSecond));
  }

  Iterator<ConnectionsProgress> refreshAllSince(Timestamp runStart) {
    return refresh(all().setSince(runStart));
  }

  long generation(String id) {
    return ConnectionServiceGrpc.newBlockingStub(channel)
        .getConnection(GetConnectionRequest.newBuilder().setConnection(id).build())
        .getGeneration();
  }

  /** The new term. */
  @CanIgnoreReturnValue
  long rotateKeys() {
    return SystemServiceGrpc.newBlockingStub(channel)
        .rotateKeys(RotateKeysRequest.getDefaultInstance())
        .getKeyTerm();
  }

  SystemStatus status() {
    return SystemServiceGrpc.newBlockingStub(channel)
        .getStatus(GetStatusRequest.getDefaultInstance());
  }

  /** How many have an access token that is handed out. */
  int readAll(List<String> ids) {
    return (int) ids.stream().filter(id -> !accessToken(id).isEmpty()).count();
  }

  String accessToken(String id) {
    return TokenServiceGrpc.newBlockingStub(channel)
        .getAccessToken(GetAccessTokenRequest.newBuilder().setConnection(id).build())
        .getAccessToken();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private Iterator<ConnectionsProgress> refresh(RefreshConnectionsRequest.Builder request) {
    return ConnectionServiceGrpc.newBlockingStub(channel).refreshConnections(request.build());
  }

  private static RefreshConnectionsRequest.Builder all() {
    return RefreshConnectionsRequest.newBuilder()
        .setSelector(ConnectionSelector.newBuilder().setAll(true));
  }

  /** All answers of a stream of imports. */
  private static final class Answers implements StreamObserver<ImportRefreshTokensResponse> {
    private final List<ImportRefreshTokensResponse> soFar = new ArrayList<>();
    private final CompletableFuture<List<ImportRefreshTokensResponse>> all =
        new CompletableFuture<>();

    @Override
    public void onNext(ImportRefreshTokensResponse response) {
      soFar.add(response);
    }

    @Override
    public void onError(Throwable failure) {
      all.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      all.complete(List.copyOf(soFar));
    }
  }
}
