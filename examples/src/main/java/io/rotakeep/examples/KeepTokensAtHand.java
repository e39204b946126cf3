package io.rotakeep.examples;

import io.rotakeep.client.AccessToken;
import io.rotakeep.client.RotakeepClient;
import io.rotakeep.client.Watch;
import java.time.Duration;

/** A service: one client for its whole life, which has the tokens before they are asked for. */
public final class KeepTokensAtHand implements AutoCloseable {
  private final RotakeepClient rotakeep;

  /**
   * @param address of the daemon, {@code host:port} or {@code unix:/path}
   */
  public KeepTokensAtHand(String address, String... connections) throws InterruptedException {
    rotakeep =
        RotakeepClient.builder()
            .address(address)
            .watch(Watch.connections(connections))
            .maxStale(Duration.ofMinutes(2))
            .build();
    // Not needed: until then tokens are asked for one by one.
    boolean atHand = rotakeep.awaitTokens(Duration.ofSeconds(10));
    System.getLogger("example").log(System.Logger.Level.INFO, "tokens at hand: {0}", atHand);
  }

  /** A memory read, as often as you like: do not keep the token yourself. */
  public AccessToken token(String connection) {
    return rotakeep.accessToken(connection);
  }

  @Override
  public void close() {
    rotakeep.close();
  }
}
