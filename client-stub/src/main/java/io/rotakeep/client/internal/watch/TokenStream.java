package io.rotakeep.client.internal.watch;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.rotakeep.client.Watch;
import io.rotakeep.v1.TokenServiceGrpc;
import io.rotakeep.v1.WatchAccessTokensRequest;
import io.rotakeep.v1.WatchAccessTokensResponse;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one {@code WatchAccessTokens} stream open and a cache true to it: begins it, resumes it
 * where it broke, and begins it anew when there is more to follow.
 *
 * <p>There is never more than one stream, so events cannot overtake each other. All state belongs
 * to one thread; the public methods may be called from any.
 */
public final class TokenStream implements AutoCloseable {
  /** Three times as long as a living daemon is ever silent. */
  static final Duration SILENCE = Duration.ofSeconds(30);

  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Connections that are first used together are added together. */
  private static final Duration GATHERING = Duration.ofMillis(100);

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final System.Logger LOG = System.getLogger(TokenStream.class.getName());

  private final Channel channel;
  private final Runnable redial;
  private final TokenCache cache;
  private final Clocks clocks;
  private final Followed followed;
  private final WatchThread thread = new WatchThread();
  private final Backoff backoff = new Backoff(LONGEST_PAUSE, RandomGenerator.getDefault());
  private final CountDownLatch synced = new CountDownLatch(1);

  private @Nullable Attempt current;
  private String cursor = "";
  private boolean growing;
  private boolean complained;

  /**
   * @param redial has the channel connect now rather than when its own pause is over
   */
  public TokenStream(
      Channel channel, Runnable redial, TokenCache cache, Watch watch, Clocks clocks) {
    this.channel = channel;
    this.redial = redial;
    this.cache = cache;
    this.clocks = clocks;
    this.followed = Followed.of(watch);
  }

  /** Begins to follow what is to be followed from the start. */
  public void open() {
    if (followed.isEmpty()) {
      synced.countDown();
    }
    thread.run(this::begin);
    thread.every(LOOK, this::noticeSilence);
  }

  /** Whether the tokens to be followed from the start are at hand, waiting for them so long. */
  public boolean awaitSynced(Duration limit) throws InterruptedException {
    return synced.await(limit.toNanos(), NANOSECONDS);
  }

  /** The connection is in use, and the caller may read it; follows it from now on if it can. */
  public void used(String connection) {
    if (followed.lacks(connection)) {
      thread.run(() -> follow(connection));
    }
  }

  @Override
  public void close() {
    thread.run(
        () -> {
          abandon("the client is closed");
          thread.stop();
        });
  }

  private void follow(String connection) {
    if (!followed.lacks(connection)) {
      return;
    }
    followed.add(connection);
    if (followed.isFull()) {
      LOG.log(
          Level.WARNING,
          "{0} connections are watched, which is the limit of one stream; tokens of others are"
              + " asked for at each use, so a filter would serve better",
          Watch.Connections.MOST);
    }
    if (!growing) {
      growing = true;
      thread.later(this::grow, GATHERING);
    }
  }

  private void grow() {
    growing = false;
    // A cursor speaks of the set it was given for.
    cursor = "";
    abandon("more connections are to be watched");
    begin();
  }

  private void begin() {
    if (followed.isEmpty()) {
      return;
    }
    redial.run();
    Attempt attempt = new Attempt(clocks);
    current = attempt;
    TokenServiceGrpc.newStub(channel)
        .withExecutor(Runnable::run)
        .watchAccessTokens(followed.request(cursor), attempt);
  }

  private void again(Duration pause) {
    current = null;
    thread.later(
        () -> {
          if (current == null) {
            begin();
          }
        },
        pause);
  }

  private void abandon(String reason) {
    Attempt old = current;
    current = null;
    if (old != null) {
      old.cancel(reason);
    }
  }

  private void noticeSilence() {
    if (current != null && current.isSilent()) {
      restart("the daemon has not been heard for " + SILENCE.toSeconds() + " s");
    }
  }

  private void restart(String reason) {
    complain(reason, false);
    abandon(reason);
    again(backoff.next());
  }

  private void failed(Status status) {
    boolean denied =
        status.getCode() == Code.PERMISSION_DENIED || status.getCode() == Code.UNAUTHENTICATED;
    boolean lasting = denied || status.getCode() == Code.INVALID_ARGUMENT;
    complain(status.getCode() + ": " + status.getDescription(), lasting);
    if (denied) {
      // One connection that may not be read ends the stream for all; those in use come back.
      cache.clear();
      followed.forgetUse();
      cursor = "";
    }
    again(lasting ? backoff.longest() : backoff.next());
  }

  /** The first break is everyday: a daemon lets go of old connections now and then. */
  private void complain(String reason, boolean lasting) {
    boolean loud = !complained && (lasting || backoff.failures() > 0);
    LOG.log(loud ? Level.WARNING : Level.DEBUG, "the watch for tokens broke: {0}", reason);
    complained |= loud;
  }

  /** One call of the stream, until it breaks or is given up. */
  private final class Attempt
      implements ClientResponseObserver<WatchAccessTokensRequest, WatchAccessTokensResponse> {
    private final EventReader events;
    private @Nullable ClientCallStreamObserver<WatchAccessTokensRequest> call;
    private long heardNanos;

    Attempt(Clocks clocks) {
      this.events = new EventReader(cache, clocks);
      this.heardNanos = clocks.nanos();
    }

    @Override
    public void beforeStart(ClientCallStreamObserver<WatchAccessTokensRequest> stream) {
      call = stream;
    }

    @Override
    public void onNext(WatchAccessTokensResponse message) {
      thread.run(() -> received(message));
    }

    @Override
    public void onError(Throwable failure) {
      thread.run(() -> ended(Status.fromThrowable(failure)));
    }

    @Override
    public void onCompleted() {
      thread.run(() -> ended(Status.UNAVAILABLE.withDescription("the daemon ended it")));
    }

    private void received(WatchAccessTokensResponse message) {
      if (this != current) {
        return;
      }
      heardNanos = clocks.nanos();
      if (!events.read(message)) {
        restart("a message was more than " + SILENCE.toSeconds() + " s on its way");
        return;
      }
      cursor = message.getCursor();
      if (events.isSynced()) {
        backoff.reset();
        complained = false;
        synced.countDown();
      }
    }

    private void ended(Status status) {
      if (this == current) {
        failed(status);
      }
    }

    boolean isSilent() {
      return clocks.nanos() - heardNanos > SILENCE.toNanos();
    }

    void cancel(String reason) {
      if (call != null) {
        call.cancel(reason, null);
      }
    }
  }
}
