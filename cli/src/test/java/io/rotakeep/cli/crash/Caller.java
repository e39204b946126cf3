package io.rotakeep.cli.crash;

import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.rotakeep.v1.ApplyProviderRequest;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.ConnectionServiceGrpc.ConnectionServiceBlockingStub;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetConnectionRequest;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.ImportRefreshTokensResponse;
import io.rotakeep.v1.ListConnectionsRequest;
import io.rotakeep.v1.ProviderServiceGrpc;
import io.rotakeep.v1.RefreshConnectionRequest;
import io.rotakeep.v1.TokenServiceGrpc;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Calls one daemon until it dies. Repeats nothing by itself, so that a kill is seen at once. */
final class Caller implements AutoCloseable {
  private static final int DEADLINE_SECONDS = 20;

  private final ManagedChannel channel;

  Caller(String address) {
    channel = Grpc.newChannelBuilder(address, InsecureChannelCredentials.create()).build();
  }

  void register(ApplyProviderRequest provider) {
    var _ =
        ProviderServiceGrpc.newBlockingStub(channel)
            .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
            .apply(provider);
  }

  Connection refresh(String id) {
    return connections()
        .refreshConnection(RefreshConnectionRequest.newBuilder().setConnection(id).build());
  }

  Connection connection(String id) {
    return connections().getConnection(GetConnectionRequest.newBuilder().setConnection(id).build());
  }

  /** The generation of the access token that is handed out. */
  long accessTokenGeneration(String id) {
    return TokenServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
        .getAccessToken(GetAccessTokenRequest.newBuilder().setConnection(id).build())
        .getGeneration();
  }

  List<Connection> all() {
    return connections()
        .listConnections(ListConnectionsRequest.newBuilder().setPageSize(1_000).build())
        .getConnectionsList();
  }

  ImportRefreshTokensResponse importToken(Customer customer, String provider, String token) {
    var answer = new CompletableFuture<ImportRefreshTokensResponse>();
    StreamObserver<ImportRefreshTokensRequest> requests =
        ConnectionServiceGrpc.newStub(channel)
            .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
            .importRefreshTokens(into(answer));
    requests.onNext(
        ImportRefreshTokensRequest.newBuilder()
            .setConnection(customer.id)
            .setProvider(provider)
            .setExpectedSubject(customer.subject)
            .setRefreshToken(ByteString.copyFromUtf8(token))
            .setReplace(true)
            .build());
    requests.onCompleted();
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException refused ? refused : e;
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }

  private ConnectionServiceBlockingStub connections() {
    return ConnectionServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  private static <T> StreamObserver<T> into(CompletableFuture<T> answer) {
    return new StreamObserver<>() {
      @Override
      public void onNext(T value) {
        answer.complete(value);
      }

      @Override
      public void onError(Throwable failure) {
        answer.completeExceptionally(failure);
      }

      @Override
      public void onCompleted() {
        answer.completeExceptionally(new IllegalStateException("no answer in the stream"));
      }
    };
  }
}
