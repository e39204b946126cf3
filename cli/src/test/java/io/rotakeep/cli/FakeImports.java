package io.rotakeep.cli;

import com.google.protobuf.Message;
import com.google.rpc.Code;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.rotakeep.v1.ConnectionState;
import io.rotakeep.v1.GrantLimit;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.ImportRefreshTokensResponse;
import io.rotakeep.v1.ImportResult;
import java.util.Map;

/**
 * One import at a {@link FakeDaemon}. Some tokens are words to it: {@code refuse}, {@code last} for
 * the last grant a user may have, {@code seal} to end the call as a daemon that is sealed.
 */
final class FakeImports implements StreamObserver<ImportRefreshTokensRequest> {
  private final FakeDaemon daemon;
  private final StreamObserver<ImportRefreshTokensResponse> answer;
  private boolean sealed;

  FakeImports(FakeDaemon daemon, StreamObserver<ImportRefreshTokensResponse> answer) {
    this.daemon = daemon;
    this.answer = answer;
  }

  @Override
  public void onNext(ImportRefreshTokensRequest request) {
    if (sealed) {
      return;
    }
    daemon.take(request, new Ignoring<>());
    sealed = request.getRefreshToken().toStringUtf8().equals("seal");
    if (sealed) {
      answer.onError(
          StatusProto.toStatusRuntimeException(
              FakeDaemon.error(Code.UNAVAILABLE, "SEALED", Map.of())));
    } else {
      answer.onNext(answerTo(request));
    }
  }

  @Override
  public void onError(Throwable failure) {}

  @Override
  public void onCompleted() {
    if (!sealed) {
      answer.onCompleted();
    }
  }

  private static ImportRefreshTokensResponse answerTo(ImportRefreshTokensRequest request) {
    var answer =
        ImportRefreshTokensResponse.newBuilder()
            .setConnection(request.getConnection())
            .setLine(request.getLine());
    if (request.getRefreshToken().toStringUtf8().equals("refuse")) {
      return answer
          .setResult(ImportResult.IMPORT_RESULT_FAILED)
          .setError(FakeDaemon.error(Code.ALREADY_EXISTS, "CONNECTION_EXISTS", Map.of()))
          .build();
    }
    if (request.getRefreshToken().toStringUtf8().equals("last")) {
      answer.setGrantLimit(GrantLimit.newBuilder().setGrants(5).setLimit(5));
    }
    return answer
        .setResult(ImportResult.IMPORT_RESULT_ADOPTED)
        .setState(ConnectionState.CONNECTION_STATE_ACTIVE)
        .build();
  }

  private static final class Ignoring<A extends Message> implements StreamObserver<A> {
    @Override
    public void onNext(A answer) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onCompleted() {}
  }
}
