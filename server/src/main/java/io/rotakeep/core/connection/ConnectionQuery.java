package io.rotakeep.core.connection;

import io.rotakeep.core.provider.ProviderName;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which connections to list; every condition that is not null must hold.
 *
 * @param state a state's word, holds considered
 * @param reason a {@link Reason} of the effective state
 * @param labels labels that must have these values
 * @param idleBefore lists those whose refresh token dies of idleness before this time
 * @param after the id after which the page begins; null for the first page
 * @param limit how many rows at the most, 1 to 500
 */
public record ConnectionQuery(
    @Nullable ProviderName provider,
    @Nullable String state,
    @Nullable Reason reason,
    Map<String, String> labels,
    @Nullable Instant idleBefore,
    @Nullable ConnectionId after,
    int limit) {
  public static final int LARGEST_PAGE = 500;

  public ConnectionQuery {
    labels = Map.copyOf(labels);
    if (limit < 1 || limit > LARGEST_PAGE) {
      throw new IllegalArgumentException("a page has 1 to " + LARGEST_PAGE + " rows");
    }
  }

  public static ConnectionQuery all(int limit) {
    return new ConnectionQuery(null, null, null, Map.of(), null, null, limit);
  }

  public ConnectionQuery startingAfter(@Nullable ConnectionId id) {
    return new ConnectionQuery(provider, state, reason, labels, idleBefore, id, limit);
  }
}
