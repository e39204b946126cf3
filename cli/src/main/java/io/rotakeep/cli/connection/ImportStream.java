package io.rotakeep.cli.connection;

import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.stub.BlockingClientCall;
import io.rotakeep.cli.session.CliFailure;
import io.rotakeep.client.RotakeepException;
import io.rotakeep.v1.ConnectionServiceGrpc.ConnectionServiceBlockingV2Stub;
import io.rotakeep.v1.ImportRefreshTokensRequest;
import io.rotakeep.v1.ImportRefreshTokensResponse;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests and gives their responses in order, with so many under way that the daemon can
 * work on several connections at a time. Requests may come slowly: a response is given as soon as
 * it is there, whether the next request is or not. One that cannot be made ends the sending; it is
 * told once all that were sent have their responses. Not thread-safe, but for {@link #sendNoMore}.
 */
final class ImportStream implements Iterator<ImportRefreshTokensResponse>, AutoCloseable {
  private static final int WINDOW = 16;
  private static final int PATIENCE_MILLIS = 100;

  /** How often is looked for a further request while a response is awaited. */
  private static final int LOOK_MILLIS = 20;

  private static final String ENDED = "the daemon ended the import too early";

  private final ReadAhead<ImportRefreshTokensRequest> requests;
  private final BlockingClientCall<ImportRefreshTokensRequest, ImportRefreshTokensResponse> call;

  /** Made, and not taken yet. */
  private @Nullable ImportRefreshTokensRequest next;

  private int waiting;
  private volatile boolean complete;
  private @Nullable RuntimeException unsendable;

  ImportStream(
      ConnectionServiceBlockingV2Stub connections, Iterator<ImportRefreshTokensRequest> requests) {
    this.requests = new ReadAhead<>(requests, WINDOW);
    this.call = connections.importRefreshTokens();
  }

  @Override
  public boolean hasNext() {
    try {
      send();
    } catch (InterruptedException e) {
      throw interrupted();
    }
    if (waiting == 0 && unsendable != null) {
      throw unsendable;
    }
    return waiting > 0;
  }

  /** Leaves the requests that are not under way yet; wakes whoever waits for one. */
  void sendNoMore() {
    complete = true;
    requests.end();
  }

  /** Sends what there is; waits only if nothing else is to be waited for. */
  private void send() throws InterruptedException {
    try {
      while (!complete && unsendable == null && waiting < WINDOW) {
        ImportRefreshTokensRequest request = upcoming();
        if (request == null || complete || !takes(request)) {
          return;
        }
        next = null;
        waiting++;
      }
    } catch (StatusException e) {
      if (waiting == 0) {
        throw RotakeepException.from(e);
      }
      // Responses that came before the end are still to be read, and the end comes behind them.
      complete = true;
    } catch (RuntimeException e) {
      unsendable = e;
    }
  }

  /** Null after the last, and if there is none yet while responses are awaited. */
  private @Nullable ImportRefreshTokensRequest upcoming() throws InterruptedException {
    if (next == null) {
      next = waiting == 0 ? requests.take() : requests.poll();
    }
    return next;
  }

  /**
   * Whether the daemon gets the request. A call that it has ended takes none, and says so only
   * after its last response: whoever has responses to read must not wait here for long.
   */
  private boolean takes(ImportRefreshTokensRequest request)
      throws InterruptedException, StatusException {
    try {
      boolean taken =
          waiting == 0
              ? call.write(request)
              : call.write(request, PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
      if (!taken) {
        throw new CliFailure(Status.Code.UNAVAILABLE, ENDED);
      }
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  @Override
  public ImportRefreshTokensResponse next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    try {
      var response = read();
      if (response == null) {
        throw new CliFailure(Status.Code.UNAVAILABLE, ENDED);
      }
      waiting--;
      return response;
    } catch (StatusException e) {
      throw RotakeepException.from(e);
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  /** Sends further requests meanwhile, as they come. */
  private @Nullable ImportRefreshTokensResponse read()
      throws InterruptedException, StatusException {
    while (!complete && !requests.hasEnded()) {
      try {
        return call.read(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        send();
      }
    }
    return call.read();
  }

  private static CliFailure interrupted() {
    Thread.currentThread().interrupt();
    return new CliFailure(Status.Code.CANCELLED, "interrupted");
  }

  /** Ends the call; what has no response yet is given up. */
  @Override
  public void close() {
    requests.close();
    if (waiting == 0) {
      call.halfClose();
    } else {
      call.cancel("given up by the caller", null);
    }
  }
}
