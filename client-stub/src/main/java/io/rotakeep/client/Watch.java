package io.rotakeep.client;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whose tokens a client keeps at hand, so that asking for them costs a memory read. One stream
 * brings them all, each successor before its predecessor ends, and takes them away on revocation.
 */
public sealed interface Watch {
  /**
   * These from the start, and every other connection from its first use on. The daemon follows 1000
   * at most on one stream; connections beyond are asked for at each use, so rather name a filter.
   */
  record Connections(Set<String> ids) implements Watch {
    /** What a daemon follows on one stream. */
    public static final int MOST = 1000;

    private static final int LONGEST = 200;
    private static final Pattern ID =
        Pattern.compile("[a-z0-9][a-z0-9._-]*(/[a-z0-9][a-z0-9._-]*)*");

    public Connections {
      ids = Set.copyOf(new LinkedHashSet<>(ids));
      if (ids.size() > MOST) {
        throw new IllegalArgumentException(
            String.format(
                Locale.ROOT,
                "watch: %d connections; must be %d at most, or a filter",
                ids.size(),
                MOST));
      }
      for (String id : ids) {
        if (id.length() > LONGEST || !ID.matcher(id).matches()) {
          throw new IllegalArgumentException(
              String.format(
                  Locale.ROOT,
                  "watch: \"%s\" must be segments of a-z 0-9 . _ - joined by /, %d bytes at most",
                  id,
                  LONGEST));
        }
      }
    }
  }

  /** All that match and that this client may read, now and later. */
  record Matching(String filter) implements Watch {
    public Matching {
      if (filter.isBlank()) {
        throw new IllegalArgumentException(
            "watch: the filter must name provider or label.KEY, such as provider = salesforce");
      }
    }
  }

  /** Each connection from its first use on, 1000 at most. */
  static Watch onUse() {
    return new Connections(Set.of());
  }

  /** These from the start, others from their first use on; 1000 in all at most. */
  static Watch connections(String... ids) {
    return connections(List.of(ids));
  }

  static Watch connections(Collection<String> ids) {
    return new Connections(new LinkedHashSet<>(ids));
  }

  /**
   * All connections that match, without a limit.
   *
   * @param filter such as {@code provider = salesforce AND label.team = crm}
   */
  static Watch matching(String filter) {
    return new Matching(filter);
  }
}
