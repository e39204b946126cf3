package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.AccessToken;
import io.rotakeep.core.connection.ConnectionFeed;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionLock;
import io.rotakeep.core.connection.Holds;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The access tokens that may be handed out now. Only this package publishes: a token is here if and
 * only if its refresh is durable and no hold stood after it was put.
 *
 * <p>Thread-safe; {@link #find} takes no lock.
 */
public final class AccessTokenCache {
  private final BoundedCache<ConnectionId, AccessToken> tokens;
  private final Holds holds;
  private final ConnectionFeed feed;

  public AccessTokenCache(
      BoundedCache<ConnectionId, AccessToken> tokens, Holds holds, ConnectionFeed feed) {
    this.tokens = tokens;
    this.holds = holds;
    this.feed = feed;
  }

  public @Nullable AccessToken find(ConnectionId id) {
    return holds.stopped(id) ? null : tokens.find(id);
  }

  /**
   * Forgets the token and tells of it. To end service a hold must count before this is called; else
   * whoever is still to be served finds the newest token in the store.
   */
  public void withdraw(ConnectionId id) {
    tokens.remove(id);
    feed.changed(id);
  }

  /**
   * Gives the token that is here its connection's new labels, and tells of it. The row has them
   * already; whoever still publishes what an older row said finds that out by itself.
   */
  public void relabel(ConnectionLock lock, Map<String, String> labels) {
    ConnectionId id = lock.connection();
    AccessToken present = tokens.find(id);
    if (present != null) {
      tokens.merge(id, present.with(labels), (now, _) -> now.with(labels));
    }
    feed.changed(id);
  }

  /**
   * Puts the token unless a newer one is there; withdraws it again if a hold came between. Only a
   * token that was not there is told of: who is told looks again, and by that publishes it again.
   *
   * @return false if a hold stands, and nobody may have the token
   */
  boolean publish(ConnectionId id, AccessToken token) {
    if (holds.stopped(id)) {
      return false;
    }
    AccessToken before = tokens.find(id);
    AccessToken after = tokens.merge(id, token, AccessToken::orNewer);
    boolean stopped = holds.stopped(id);
    if (stopped) {
      tokens.remove(id);
    }
    if (stopped || before == null || !before.handle().equals(after.handle())) {
      feed.changed(id);
    }
    return !stopped;
  }
}
