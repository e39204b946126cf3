package io.rotakeep.core.access;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.rotation.BoundedCache;
import io.rotakeep.core.rotation.RotationFlights;
import io.rotakeep.core.rotation.RotationTrigger;
import java.time.Duration;
import java.time.Instant;

/**
 * Fetches a successor while the current token is still served. Asked by every hit inside the
 * margin, it starts a flight once a second per connection at the most. Never blocks; thread-safe.
 */
public final class RefreshAhead {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final RotationFlights flights;
  private final BoundedCache<ConnectionId, Instant> tried;

  public RefreshAhead(RotationFlights flights, BoundedCache<ConnectionId, Instant> tried) {
    this.flights = flights;
    this.tried = tried;
  }

  void refresh(ConnectionId id, String handle, Instant now) {
    Instant last = tried.find(id);
    if (last != null && !now.isBefore(last) && now.isBefore(last.plus(PAUSE))) {
      return;
    }
    tried.merge(id, now, (_, latest) -> latest);
    flights.start(id, new RotationTrigger.Needed(handle));
  }
}
