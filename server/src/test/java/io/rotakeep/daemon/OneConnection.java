package io.rotakeep.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.doubles.AuthorizationServerDouble;
import io.rotakeep.v1.AccessTokenSettings;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.BlastRadius;
import io.rotakeep.v1.ClientAuthentication;
import io.rotakeep.v1.ClientRegistration;
import io.rotakeep.v1.ClientType;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.ConnectionServiceGrpc.ConnectionServiceBlockingStub;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetConnectionRequest;
import io.rotakeep.v1.GetStatusRequest;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.ImportRefreshTokensResponse;
import io.rotakeep.v1.ImportResult;
import io.rotakeep.v1.Incident;
import io.rotakeep.v1.IncidentServiceGrpc;
import io.rotakeep.v1.ListIncidentsRequest;
import io.rotakeep.v1.Provider;
import io.rotakeep.v1.ProviderServiceGrpc;
import io.rotakeep.v1.RefreshConnectionRequest;
import io.rotakeep.v1.ReinstateConnectionRequest;
import io.rotakeep.v1.Rotation;
import io.rotakeep.v1.RotationClass;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.SystemStatus;
import io.rotakeep.v1.TokenServiceGrpc;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** A caller of a daemon that minds one connection. */
final class OneConnection implements AutoCloseable {
  /** Each token once, and all of its chain ends with a second use. */
  static final Rotation FAMILY =
      Rotation.newBuilder()
          .setRotationClass(RotationClass.ROTATION_CLASS_FAMILY)
          .setBlastRadius(BlastRadius.BLAST_RADIUS_CHAIN)
          .build();

  private static final String ID = "crash/one";
  private static final String PROVIDER = "doubled";
  private static final String SUBJECT = "alice";
  private static final int DEADLINE_SECONDS = 30;

  private final ManagedChannel channel;
  private final String id;
  private final UnaryOperator<Provider.Builder> completed;

  OneConnection(String address) {
    this(address, ID, provider -> provider);
  }

  OneConnection(String address, String id) {
    this(address, id, provider -> provider);
  }

  /**
   * @param completed what the provider is to be otherwise
   */
  OneConnection(String address, UnaryOperator<Provider.Builder> completed) {
    this(address, ID, completed);
  }

  private OneConnection(String address, String id, UnaryOperator<Provider.Builder> completed) {
    this.id = id;
    this.completed = completed;
    channel = Grpc.newChannelBuilder(address, InsecureChannelCredentials.create()).build();
  }

  /** Brings it in at generation 1 and rotates it to 2; returns the token of generation 2. */
  String importFrom(AuthorizationServerDouble server, Rotation rotation) {
    var _ =
        ProviderServiceGrpc.newBlockingStub(channel)
            .apply(
                ApplyProviderRequest.newBuilder()
                    .setProvider(completed.apply(provider(server, rotation)))
                    .build());
    String token = server.grant(server.client(ClientKind.PUBLIC), SUBJECT, "api");
    var imported = new Answer();
    StreamObserver<ImportRefreshTokensRequest> requests =
        ConnectionServiceGrpc.newStub(channel).importRefreshTokens(imported);
    requests.onNext(
        ImportRefreshTokensRequest.newBuilder()
            .setConnection(id)
            .setProvider(PROVIDER)
            .setExpectedSubject(SUBJECT)
            .setRefreshToken(ByteString.copyFromUtf8(token))
            .setReplace(true)
            .build());
    requests.onCompleted();
    assertThat(imported.answer.join().getResult())
        .isIn(ImportResult.IMPORT_RESULT_ADOPTED, ImportResult.IMPORT_RESULT_REPLACED);
    return server.report().refreshTokens().getLast().value();
  }

  @CanIgnoreReturnValue
  Connection refresh() {
    return connections()
        .refreshConnection(RefreshConnectionRequest.newBuilder().setConnection(id).build());
  }

  Connection look() {
    return connections().getConnection(GetConnectionRequest.newBuilder().setConnection(id).build());
  }

  @CanIgnoreReturnValue
  Connection reinstate() {
    return connections()
        .reinstateConnection(
            ReinstateConnectionRequest.newBuilder()
                .setConnection(id)
                .setComment("the old machine burnt")
                .build());
  }

  List<Incident> incidents() {
    return IncidentServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .list(ListIncidentsRequest.getDefaultInstance())
        .getIncidentsList();
  }

  SystemStatus status() {
    return SystemServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .getStatus(GetStatusRequest.getDefaultInstance());
  }

  /** What grpc.health.v1 says of a service; of the daemon as a whole if it has no name. */
  boolean isHealthy(String service) {
    return HealthGrpc.newBlockingStub(channel)
            .check(HealthCheckRequest.newBuilder().setService(service).build())
            .getStatus()
        == HealthCheckResponse.ServingStatus.SERVING;
  }

  @CanIgnoreReturnValue
  long readAccessToken() {
    return TokenServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .getAccessToken(GetAccessTokenRequest.newBuilder().setConnection(id).build())
        .getGeneration();
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private ConnectionServiceBlockingStub connections() {
    return ConnectionServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  static Provider.Builder provider(AuthorizationServerDouble server, Rotation rotation) {
    return Provider.newBuilder()
        .setName(PROVIDER)
        .setPreset("generic")
        .setIssuer(server.issuer().toString())
        .setDiscovery(true)
        .setClient(
            ClientRegistration.newBuilder()
                .setId(server.client(ClientKind.PUBLIC).id())
                .setType(ClientType.CLIENT_TYPE_PUBLIC)
                .setAuthentication(ClientAuthentication.CLIENT_AUTHENTICATION_NONE))
        .setRedirectUri("http://127.0.0.1:8741/oauth/callback")
        .addScopes("api")
        .setRotation(rotation)
        // Without a margin nothing is refreshed but what the test asks for.
        .setAccessToken(
            AccessTokenSettings.newBuilder().setRefreshMargin(Duration.getDefaultInstance()));
  }

  /** The one answer of a stream of imports. */
  private static final class Answer implements StreamObserver<ImportRefreshTokensResponse> {
    private final CompletableFuture<ImportRefreshTokensResponse> answer = new CompletableFuture<>();

    @Override
    public void onNext(ImportRefreshTokensResponse response) {
      answer.complete(response);
    }

    @Override
    public void onError(Throwable failure) {
      answer.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      answer.completeExceptionally(new IllegalStateException("the stream had no answer"));
    }
  }
}
