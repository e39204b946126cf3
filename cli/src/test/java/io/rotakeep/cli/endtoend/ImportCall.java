package io.rotakeep.cli.endtoend;

import io.grpc.stub.StreamObserver;
import io.rotakeep.client.RotakeepClient;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.ImportRefreshTokensResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A stream of one import. */
final class ImportCall implements StreamObserver<ImportRefreshTokensResponse> {
  private final CompletableFuture<ImportRefreshTokensResponse> answer = new CompletableFuture<>();

  private ImportCall() {}

  static ImportRefreshTokensResponse of(RotakeepClient client, ImportRefreshTokensRequest request)
      throws Exception {
    var call = new ImportCall();
    StreamObserver<ImportRefreshTokensRequest> requests =
        ConnectionServiceGrpc.newStub(client.channel()).importRefreshTokens(call);
    requests.onNext(request);
    requests.onCompleted();
    return call.answer.get(30, TimeUnit.SECONDS);
  }

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
    answer.completeExceptionally(new IllegalStateException("the stream ended without an answer"));
  }
}
