package io.rotakeep.core.enrollment;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.Labels;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionLock;
import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.GrantKey;
import io.rotakeep.core.connection.History;
import io.rotakeep.core.connection.Hold;
import io.rotakeep.core.connection.Holds;
import io.rotakeep.core.connection.LineageStore;
import io.rotakeep.core.connection.LineageStore.Ancestor;
import io.rotakeep.core.connection.Tombstone;
import io.rotakeep.core.crypto.Fingerprint;
import io.rotakeep.core.incident.IncidentId;
import io.rotakeep.core.incident.TokenSightings;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.core.rotation.RefreshFailure;
import io.rotakeep.core.rotation.RotationFlights;
import io.rotakeep.core.rotation.RotationOutcome;
import io.rotakeep.core.rotation.RotationTrigger;
import io.rotakeep.core.secret.SecretBytes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Adopts refresh tokens that existed before. Repeating an import is harmless: a token that the
 * connection has already had is recognised by its fingerprint. Thread-safe.
 */
public final class TokenImports {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ConnectionStore connections;
  private final LineageStore lineage;
  private final ProviderStore providers;
  private final ConnectionLocks locks;
  private final ConnectionSecrets secrets;
  private final Holds holds;
  private final RotationFlights flights;
  private final ReturningTokens returning;
  private final GrantLimits limits;
  private final AuditDevice audit;
  private final InstantSource clock;

  /** What imports read and write. */
  public record Stores(
      ConnectionStore connections, LineageStore lineage, ProviderStore providers) {}

  public TokenImports(
      Stores stores,
      ConnectionLocks locks,
      ConnectionSecrets secrets,
      Holds holds,
      RotationFlights flights,
      TokenSightings sightings,
      GrantLimits limits,
      AuditDevice audit,
      InstantSource clock) {
    this.connections = stores.connections();
    this.lineage = stores.lineage();
    this.providers = stores.providers();
    this.locks = locks;
    this.secrets = secrets;
    this.holds = holds;
    this.flights = flights;
    this.returning = new ReturningTokens(sightings);
    this.limits = limits;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * One token to adopt; the giver closes it.
   *
   * @param rotateNow whether every other copy is made worthless at once
   */
  public record Import(
      ConnectionId connection,
      ProviderName provider,
      SecretBytes refreshToken,
      Map<String, String> labels,
      @Nullable String loginHost,
      @Nullable String expectedSubject,
      boolean rotateNow,
      Overwriting overwriting,
      String caller) {}

  /** What an import may do to what is there. */
  public enum Overwriting {
    NEVER,
    REPLACE,
    DRY_RUN
  }

  /** What became of it. */
  public sealed interface Imported {
    record Adopted(Connection connection, boolean replaced) implements Imported {}

    record AlreadyAdopted(Connection connection) implements Imported {}

    /** A dry run found nothing against it. */
    record Acceptable() implements Imported {}

    record NoSuchProvider() implements Imported {}

    /** The id has another token, or the token has another id. */
    record Exists() implements Imported {}

    /**
     * It has been replaced, or was never in anybody's hands but ours and the provider's. It was
     * sent nowhere.
     *
     * @param incident null in a dry run
     */
    record Retired(ConnectionId connection, @Nullable IncidentId incident) implements Imported {}

    /** It is stored; the refresh that should have made it ours alone failed. */
    record NotRotated(Connection connection, RefreshFailure failure) implements Imported {}
  }

  public Imported adopt(Import wanted) {
    Labels.check(wanted.labels());
    RefreshTokenText.check("refresh_token", wanted.refreshToken());
    OneLine.check("expected_subject", wanted.expectedSubject());
    Optional<Provider> provider = providers.find(wanted.provider());
    if (provider.isEmpty()) {
      return new Imported.NoSuchProvider();
    }
    String loginHost = wanted.loginHost();
    if (loginHost != null && !provider.get().authorization().permitsLoginHost(loginHost)) {
      throw new InvalidFieldException("login_host", "must be one of the provider's login_hosts");
    }
    Imported stored =
        locks.whileHolding(wanted.connection(), lock -> store(lock, wanted, provider.get()));
    if (!(stored instanceof Imported.Adopted adopted)) {
      return stored;
    }
    Imported imported = wanted.rotateNow() ? rotated(adopted) : adopted;
    if (imported instanceof Imported.Adopted(Connection connection, _)) {
      limits.warn(connection, provider.get());
    }
    return imported;
  }

  private Imported store(ConnectionLock lock, Import wanted, Provider provider) {
    String subject = wanted.expectedSubject();
    GrantKey key =
        new GrantKey(provider.issuer(), provider.client().id(), subject == null ? "" : subject);
    Fingerprint fingerprint = secrets.fingerprint(key, wanted.refreshToken());
    Optional<Connection> found = connections.find(wanted.connection());
    Optional<Ancestor> ancestor = lineage.findAncestor(fingerprint);
    if (ancestor.isPresent()) {
      return returning.judge(wanted, fingerprint, found.orElse(null), ancestor.get());
    }
    boolean taken = found.map(Connection::grant).isPresent();
    boolean foreign = found.isPresent() && !found.get().provider().equals(wanted.provider());
    if (foreign || (taken && wanted.overwriting() == Overwriting.NEVER)) {
      return new Imported.Exists();
    }
    if (wanted.overwriting() == Overwriting.DRY_RUN) {
      return taken ? new Imported.Exists() : new Imported.Acceptable();
    }
    // Only what stood already makes way for the new token.
    Optional<Hold> stood = holds.standing(wanted.connection());
    tell(wanted, fingerprint);
    Connection before = found.orElseGet(() -> created(lock, wanted));
    Connection after = write(lock, wanted, provider, key, before);
    stood.ifPresent(hold -> holds.lift(hold, clock.instant()));
    return new Imported.Adopted(after, taken);
  }

  private Connection created(ConnectionLock lock, Import wanted) {
    Tombstone last = lineage.findTombstone(wanted.connection()).orElse(null);
    Connection row =
        Connection.pending(
            wanted.connection(), wanted.provider(), last, wanted.labels(), clock.instant());
    connections.create(lock, row);
    return row;
  }

  private Connection write(
      ConnectionLock lock, Import wanted, Provider provider, GrantKey key, Connection before) {
    Instant now = clock.instant();
    Grant bare =
        new Grant(
            key,
            provider.endpoints().at(wanted.loginHost()).tokenHost(),
            wanted.loginHost(),
            provider.authorization().scopes(),
            null,
            secrets.fingerprint(key, wanted.refreshToken()),
            now,
            Map.of());
    Connection shape =
        before
            .countingFrom(lineage.newest(before))
            .adopting(bare, null, now)
            .withHistory(before.history().enteredAt(now).withOutcome(History.IMPORTED));
    Grant grant =
        bare.withRefreshToken(
            secrets.encryptRefreshToken(shape, bare, wanted.refreshToken()), bare.fingerprint());
    Connection after = shape.withTokens(grant, null).nextRevision();
    if (!connections.replace(lock, before, after)) {
      throw new StaleRowException(wanted.connection());
    }
    return after;
  }

  private Imported rotated(Imported.Adopted adopted) {
    ConnectionId id = adopted.connection().id();
    RotationOutcome outcome = flights.join(id, new RotationTrigger.Import(), PATIENCE);
    Connection now = connections.find(id).orElse(adopted.connection());
    return switch (outcome) {
      case RotationOutcome.Fresh _ -> new Imported.Adopted(now, adopted.replaced());
      case RotationOutcome.Failed(RefreshFailure failure) -> new Imported.NotRotated(now, failure);
    };
  }

  private void tell(Import wanted, Fingerprint fingerprint) {
    audit.recordDurably(
        new AuditRecord(
            clock.instant(),
            AuditAction.CONNECTION_IMPORTED,
            AuditOutcome.BEGUN,
            wanted.caller(),
            wanted.connection().value(),
            0,
            fingerprint.handle(),
            "",
            ""));
  }
}
