package io.rotakeep.client;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.rotakeep.v1.TokenServiceGrpc;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Connection to a daemon. Thread-safe; one for a process is enough, since all calls share one
 * HTTP/2 connection, which is made with the first call and made again when it breaks.
 */
public final class RotakeepClient implements AutoCloseable {
  private static final long GRACE_SECONDS = 5;

  private final ManagedChannel channel;

  RotakeepClient(ManagedChannel channel) {
    this.channel = channel;
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

  /** The current access token of a connection. */
  public AccessToken accessToken(String connection) {
    return accessToken(TokenRequest.of(connection));
  }

  /**
   * An access token that fulfils the request. Blocks while the daemon refreshes, at most as long as
   * the deadline.
   *
   * @throws RotakeepException whose type and advice say what to do
   */
  public AccessToken accessToken(TokenRequest request) {
    try {
      var tokens = TokenServiceGrpc.newBlockingStub(channel());
      return AccessToken.of(tokens.getAccessToken(request.toMessage()));
    } catch (StatusRuntimeException e) {
      throw RotakeepException.from(e);
    }
  }

  /**
   * For the generated stubs of all services. Calls that have one answer get the default deadline
   * unless they set their own. What stubs throw is translated by {@link RotakeepException#from}.
   */
  public Channel channel() {
    if (channel.isShutdown()) {
      throw new IllegalStateException("the client is closed");
    }
    return channel;
  }

  /** Ends new calls at once, lets calls under way finish for 5 seconds, then cancels them. */
  @Override
  public void close() {
    channel.shutdown();
    try {
      if (!channel.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
        channel.shutdownNow();
      }
    } catch (InterruptedException e) {
      channel.shutdownNow();
      Thread.currentThread().interrupt();
    }
  }
}
