package io.rotakeep.cli.endtoend;

import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.rotakeep.client.RotakeepClient;
import io.rotakeep.client.RotakeepException;
import io.rotakeep.v1.ConnectionSelector;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.RefreshConnectionsRequest;
import io.rotakeep.v1.TokenServiceGrpc;
import io.rotakeep.v1.WatchAccessTokensRequest;
import io.rotakeep.v1.WatchAccessTokensResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** A client's connection, with a stream on it, that is asked again and again until it refuses. */
final class OpenConnection {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final WatchAccessTokensRequest NOTHING =
      WatchAccessTokensRequest.newBuilder().setFilter("provider = none").build();
  private static final RefreshConnectionsRequest DRY_RUN =
      RefreshConnectionsRequest.newBuilder()
          .setSelector(ConnectionSelector.newBuilder().setAll(true))
          .setDryRun(true)
          .build();

  private final CompletableFuture<End> refused;
  private final CompletableFuture<End> ended;

  /** When it was over, and what the client was told. */
  record End(Instant at, Status.Code code) {
    Duration after(Instant moment) {
      return Duration.between(moment, at);
    }

    private static End of(Status status) {
      return new End(Instant.now(), RotakeepException.from(status.asRuntimeException()).status());
    }
  }

  private OpenConnection(CompletableFuture<End> refused, CompletableFuture<End> ended) {
    this.refused = refused;
    this.ended = ended;
  }

  /** Returns once the stream is open and a call has been answered. */
  static OpenConnection of(RotakeepClient client) {
    Stream stream = new Stream();
    TokenServiceGrpc.newStub(client.channel()).watchAccessTokens(NOTHING, stream);
    stream.opened.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    Optional<End> first = ask(client);
    if (first.isPresent()) {
      throw new AssertionError("refused from the start: " + first.get());
    }
    Executor thread = task -> Thread.ofVirtual().start(task);
    return new OpenConnection(
        CompletableFuture.supplyAsync(() -> untilRefused(client), thread), stream.ended);
  }

  /** The first call that was not answered. */
  End refused() {
    return refused.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** The end of the stream. */
  End ended() {
    return ended.orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** Whether every call was answered, and the stream goes on. */
  boolean isOpen() {
    return !refused.isDone() && !ended.isDone();
  }

  private static End untilRefused(RotakeepClient client) {
    return await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .atMost(LIMIT)
        .until(() -> ask(client), Optional::isPresent)
        .orElseThrow();
  }

  /**
   * By a stream that ends of itself: calls of one answer the library repeats when they are refused,
   * and streams that are broken off the daemon counts.
   */
  private static Optional<End> ask(RotakeepClient client) {
    try {
      ConnectionServiceGrpc.newBlockingStub(client.channel())
          .withDeadlineAfter(LIMIT.toSeconds(), TimeUnit.SECONDS)
          .refreshConnections(DRY_RUN)
          .forEachRemaining(_ -> {});
      return Optional.empty();
    } catch (StatusRuntimeException e) {
      return Optional.of(End.of(e.getStatus()));
    }
  }

  private static final class Stream implements StreamObserver<WatchAccessTokensResponse> {
    private final CompletableFuture<WatchAccessTokensResponse> opened = new CompletableFuture<>();
    private final CompletableFuture<End> ended = new CompletableFuture<>();

    @Override
    public void onNext(WatchAccessTokensResponse response) {
      opened.complete(response);
    }

    @Override
    public void onError(Throwable failure) {
      opened.completeExceptionally(failure);
      ended.complete(End.of(Status.fromThrowable(failure)));
    }

    @Override
    public void onCompleted() {
      ended.complete(End.of(Status.OK));
    }
  }
}
