package io.rotakeep.core.incident;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.provider.ProviderName;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom an incident is about.
 *
 * @param connections the first {@link #MOST_NAMED} of them, oldest in the incident first
 * @param count how many in all
 * @param provider null if they have not all the same
 */
public record Concerned(
    List<ConnectionId> connections, long count, @Nullable ProviderName provider) {
  public static final int MOST_NAMED = 1000;

  public Concerned {
    connections = List.copyOf(connections);
  }

  public static Concerned one(ConnectionId id, ProviderName provider) {
    return new Concerned(List.of(id), 1, provider);
  }

  /**
   * @param provider null if they have not all the same
   */
  public static Concerned all(List<ConnectionId> ids, @Nullable ProviderName provider) {
    List<ConnectionId> named = ids.subList(0, Math.min(ids.size(), MOST_NAMED));
    return new Concerned(named, ids.size(), provider);
  }

  /** With those that are not named yet; of one incident they all have one provider. */
  Concerned and(Collection<ConnectionId> more) {
    Set<ConnectionId> all = new LinkedHashSet<>(connections);
    long added = more.stream().filter(id -> !connections.contains(id)).distinct().count();
    for (ConnectionId id : more) {
      if (all.size() < MOST_NAMED) {
        all.add(id);
      }
    }
    return new Concerned(List.copyOf(all), count + added, provider);
  }
}
