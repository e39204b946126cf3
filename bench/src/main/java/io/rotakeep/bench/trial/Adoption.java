package io.rotakeep.bench.trial;

import com.google.protobuf.ByteString;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.ImportRefreshTokensResponse;
import io.rotakeep.v1.ImportResult;
import io.rotakeep.v1.ImportRotation;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Refresh tokens brought in through the API, each spent when its connection is first asked for. */
final class Adoption implements StreamObserver<ImportRefreshTokensResponse> {
  private static final int UNDER_WAY = 32;

  private final Semaphore places = new Semaphore(UNDER_WAY);
  private final CountDownLatch done = new CountDownLatch(1);
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private Adoption() {}

  /**
   * @param tokenOf gives the refresh token of a connection
   */
  static void run(Channel channel, List<String> ids, UnaryOperator<String> tokenOf)
      throws InterruptedException {
    Adoption adoption = new Adoption();
    StreamObserver<ImportRefreshTokensRequest> requests =
        ConnectionServiceGrpc.newStub(channel).importRefreshTokens(adoption);
    for (String id : ids) {
      adoption.places.acquire();
      requests.onNext(
          ImportRefreshTokensRequest.newBuilder()
              .setConnection(id)
              .setProvider(TrialProvider.NAME)
              .setRefreshToken(ByteString.copyFromUtf8(tokenOf.apply(id)))
              .setRotate(ImportRotation.IMPORT_ROTATION_FIRST_USE)
              .build());
    }
    requests.onCompleted();
    adoption.done.await();
    Throwable failed = adoption.failure.get();
    if (failed != null) {
      throw new IllegalStateException("the import failed", failed);
    }
  }

  @Override
  public void onNext(ImportRefreshTokensResponse response) {
    if (response.getResult() != ImportResult.IMPORT_RESULT_ADOPTED) {
      failure.compareAndSet(null, new IllegalStateException(response.getError().getMessage()));
    }
    places.release();
  }

  @Override
  public void onError(Throwable thrown) {
    failure.compareAndSet(null, thrown);
    // Nobody answers any more: who feeds the stream must come to its end.
    places.release(Integer.MAX_VALUE - UNDER_WAY);
    done.countDown();
  }

  @Override
  public void onCompleted() {
    done.countDown();
  }
}
