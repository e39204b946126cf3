package io.rotakeep.client;

import io.grpc.CallCredentials;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.rotakeep.client.internal.bearer.RenewedStreams;
import io.rotakeep.client.internal.bearer.TokenFile;
import io.rotakeep.client.internal.channel.DefaultDeadline;
import io.rotakeep.client.internal.channel.Redial;
import io.rotakeep.client.internal.channel.SafeRetries;
import io.rotakeep.client.internal.watch.Clocks;
import io.rotakeep.client.internal.watch.TokenCache;
import io.rotakeep.client.internal.watch.TokenStream;
import io.rotakeep.v1.TokenServiceGrpc;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connection to a daemon, or to several of them. Thread-safe; one for a process is enough, since
 * all calls share one HTTP/2 connection to each daemon, made with the first call and made again
 * when it breaks.
 */
public final class RotakeepClient implements AccessTokenSource, AutoCloseable {
  private static final long GRACE_SECONDS = 5;

  private final ManagedChannel connection;
  private final Channel calls;
  private final ScheduledThreadPoolExecutor timer;
  private final TokenCache cache;
  private final @Nullable TokenStream stream;

  /** What a client does beyond passing calls on. */
  record Settings(
      Duration deadline,
      @Nullable Watch watch,
      Duration maxStale,
      Clocks clocks,
      @Nullable TokenFile token) {}

  RotakeepClient(ManagedChannel connection, Settings settings) {
    this.connection = connection;
    this.timer = new ScheduledThreadPoolExecutor(1, RotakeepClient::newThread);
    timer.setRemoveOnCancelPolicy(true);
    Redial redial = new Redial(connection);
    this.calls =
        ClientInterceptors.interceptForward(
            connection,
            new DefaultDeadline(settings.deadline()),
            new SafeRetries(
                (status, trailers) -> ErrorDetails.read(status, trailers).retryAfter(),
                redial,
                timer));
    this.cache = new TokenCache(settings.maxStale(), settings.clocks());
    Watch watch = settings.watch();
    this.stream =
        watch == null
            ? null
            : new TokenStream(
                streams(connection, settings.token(), timer),
                redial,
                cache,
                watch,
                settings.clocks());
    if (stream != null) {
      stream.open();
    }
  }

  private static Channel streams(
      ManagedChannel connection, @Nullable TokenFile token, ScheduledThreadPoolExecutor timer) {
    return token == null
        ? connection
        : ClientInterceptors.intercept(connection, new RenewedStreams(token, timer));
  }

  private static Thread newThread(Runnable work) {
    Thread thread = new Thread(work, "rotakeep-retries");
    thread.setDaemon(true);
    return thread;
  }

  public static RotakeepClientBuilder builder() {
    return new RotakeepClientBuilder();
  }

  /** A client with the settings of this process's environment. */
  public static RotakeepClient fromEnvironment() {
    return fromEnvironment(System.getenv());
  }

  static RotakeepClient fromEnvironment(Map<String, String> variables) {
    return builder().environment(variables).build();
  }

  /**
   * The current access token of a connection; if it is watched, usually without a call.
   *
   * @throws RotakeepException whose type and advice say what to do
   */
  public AccessToken accessToken(String id) {
    AccessToken held = cache.find(id);
    return held != null ? held : ask(TokenRequest.of(id));
  }

  /**
   * An access token that fulfils the request. Blocks while the daemon refreshes, at most as long as
   * the deadline.
   *
   * @throws RotakeepException whose type and advice say what to do
   */
  @Override
  public AccessToken accessToken(TokenRequest request) {
    if (!request.rejectedTokenId().isEmpty()) {
      cache.reject(request.connection(), request.rejectedTokenId());
    }
    AccessToken held = cache.find(request);
    return held != null ? held : ask(request);
  }

  private AccessToken ask(TokenRequest request) {
    try {
      var tokens = TokenServiceGrpc.newBlockingStub(channel());
      AccessToken answer = AccessToken.of(tokens.getAccessToken(request.toMessage()));
      cache.seen(request.connection(), answer);
      if (stream != null) {
        stream.used(request.connection());
      }
      return answer;
    } catch (StatusRuntimeException e) {
      RotakeepException failure = RotakeepException.from(e);
      if (ErrorKinds.endsUse(failure)) {
        cache.drop(request.connection());
      }
      throw failure;
    }
  }

  /**
   * Whether all that is to be watched from the start is at hand, waiting for it so long; at once
   * without a watch. For a start that wants its tokens before its first request.
   */
  public boolean awaitTokens(Duration limit) throws InterruptedException {
    return stream == null || stream.awaitSynced(limit);
  }

  /** Puts the connection's token on calls to gRPC services of the provider. */
  public CallCredentials callCredentials(String id) {
    return new TokenCallCredentials(this, id);
  }

  /**
   * For the generated stubs of all services. Calls that have one answer get the default deadline
   * unless they set their own, and are repeated where that is safe. What stubs throw is translated
   * by {@link RotakeepException#from}.
   */
  public Channel channel() {
    if (connection.isShutdown()) {
      throw new IllegalStateException("the client is closed");
    }
    return calls;
  }

  /** Ends new calls at once, lets calls under way finish for 5 seconds, then cancels them. */
  @Override
  public void close() {
    if (stream != null) {
      stream.close();
    }
    connection.shutdown();
    cache.clear();
    try {
      if (!connection.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
        connection.shutdownNow();
      }
    } catch (InterruptedException e) {
      connection.shutdownNow();
      Thread.currentThread().interrupt();
    }
    timer.shutdownNow();
  }
}
