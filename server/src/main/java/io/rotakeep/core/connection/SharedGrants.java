package io.rotakeep.core.connection;

import io.rotakeep.core.provider.Provider;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How many grants of one subject there are, as far as they are connections of ours. A provider that
 * keeps only so many ends the oldest when one more is given, without a word. Thread-safe.
 */
public final class SharedGrants {
  /** More than any provider keeps for one subject. */
  private static final int MOST = 999;

  private final ConnectionStore connections;
  private final LineageStore lineage;
  private final Holds holds;

  public SharedGrants(ConnectionStore connections, LineageStore lineage, Holds holds) {
    this.connections = connections;
    this.lineage = lineage;
    this.holds = holds;
  }

  /**
   * A subject that has all the grants it can have.
   *
   * @param grants that live, those of other clients and programs not counted
   * @param limit how many the provider keeps
   */
  public record Crowd(int grants, int limit) {
    /** Whether the oldest has been ended already, unless somebody ended another before. */
    public boolean isBeyond() {
      return grants > limit;
    }
  }

  /** Empty below the limit, and where there is none or nobody knows whose the grant is. */
  public Optional<Crowd> crowd(Provider provider, @Nullable Grant grant) {
    return grant == null ? Optional.empty() : crowd(provider, grant.key().subject(), 0);
  }

  /** What one grant more of this subject would come to. */
  public Optional<Crowd> crowdWithOneMore(Provider provider, String subject) {
    return crowd(provider, subject, 1);
  }

  /**
   * Whether so many consents of the same subject came after this one that the provider has ended
   * it. Imported grants count from their import: when they were given is not known.
   *
   * @param used when this one was good last: a grant that outlived the newest consent was not ended
   *     by it
   * @param until what came later than then explains nothing
   */
  public boolean crowdedOut(Provider provider, Grant grant, Instant used, Instant until) {
    Integer limit = provider.authorization().maxGrantsPerSubject();
    return limit != null
        && !grant.key().subject().isEmpty()
        && count(grant.key(), other -> cameWithin(other, used, until)) > 0
        && count(grant.key(), other -> cameWithin(other, grant.obtained(), until)) >= limit;
  }

  private Optional<Crowd> crowd(Provider provider, String subject, int more) {
    Integer limit = provider.authorization().maxGrantsPerSubject();
    if (limit == null || subject.isEmpty()) {
      return Optional.empty();
    }
    GrantKey key = new GrantKey(provider.issuer(), provider.client().id(), subject);
    int grants = count(key, this::lives) + more;
    return grants < limit ? Optional.empty() : Optional.of(new Crowd(grants, limit));
  }

  private int count(GrantKey key, Predicate<Connection> which) {
    return (int)
        lineage.siblings(key, MOST).stream()
            .flatMap(id -> connections.findWhole(id).stream())
            .filter(which)
            .count();
  }

  private boolean lives(Connection connection) {
    boolean usable =
        connection.state() instanceof ConnectionState.Active
            || connection.state() instanceof ConnectionState.InDoubt;
    return usable && !(holds.standing(connection.id()).orElse(null) instanceof Hold.RevokedHold);
  }

  private static boolean cameWithin(Connection other, Instant after, Instant until) {
    Grant grant = other.grant();
    return grant != null && grant.obtained().isAfter(after) && !grant.obtained().isAfter(until);
  }
}
