package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionLocks;
import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.Holds;
import io.rotakeep.core.connection.LineageStore;
import io.rotakeep.core.oauth.ClientCredentialSource;
import io.rotakeep.core.oauth.IntrospectionEndpoint;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.provider.ProviderStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rotation's parts, put together once: whoever wires the daemon sees a few of them and cannot
 * reach the rest.
 */
public final class RotationEngine {
  private final ProviderStore providers;
  private final Asking asking;
  private final Rotator.Reporting reporting;
  private final RotationFlights flights;
  private final Rotator rotator;
  private final ConnectionLocks locks;
  private final StoredTokens storedTokens;
  private final OpenAttempts openAttempts;
  private final Siblings siblings;
  private final RejectionRecord rejections;

  /**
   * What rotation reads and writes.
   *
   * @param connections the store itself, not the journalled view: a settlement journals for itself
   * @param repair forces what the journal could not keep
   */
  public record Stores(
      ConnectionStore connections,
      ProviderStore providers,
      LineageStore lineage,
      Holds holds,
      StoreRepair repair) {}

  /** What rotation asks with. */
  public record Asking(
      RotationJournal journal,
      JournalledQuestion questions,
      ConnectionSecrets secrets,
      ClientCredentialSource credentials,
      IntrospectionEndpoint introspection,
      RefreshGate gate,
      ProviderLoad load) {}

  public RotationEngine(
      Stores stores,
      Asking asking,
      AccessTokenCache cache,
      ConnectionLocks locks,
      Rotator.Reporting reporting) {
    this(
        stores,
        asking,
        cache,
        locks,
        reporting,
        RotationFlights.Limits.DEFAULT,
        TakeOff.ON_A_VIRTUAL_THREAD);
  }

  RotationEngine(
      Stores stores,
      Asking asking,
      AccessTokenCache cache,
      ConnectionLocks locks,
      Rotator.Reporting reporting,
      RotationFlights.Limits limits,
      TakeOff takeOff) {
    MassRejections mass = new MassRejections(stores.connections());
    this.siblings =
        new Siblings(stores.connections(), stores.lineage(), stores.holds(), asking.journal());
    this.rejections =
        new RejectionRecord(
            reporting.desk().incidents(),
            stores.providers(),
            mass,
            asking.gate().circuits(),
            reporting.clock());
    Suspicions.Together together = new Suspicions.Together(mass, asking.gate().circuits());
    Suspicions suspicions = new Suspicions(siblings, stores.holds(), cache, together, reporting);
    Settlement settlement = settlement(stores, asking, cache, suspicions, reporting);
    RowAge age = new RowAge(asking.journal(), stores.lineage());
    Rotator rotator =
        new Rotator(
            stores,
            asking.journal(),
            right(stores, asking, age, siblings, reporting.clock()),
            new Lessons(asking.gate(), rejections, asking.credentials(), reporting.clock()),
            settlement,
            suspicions,
            new RefreshTools(
                asking.questions(), asking.credentials(), lives(stores, asking), asking.load()),
            asking.secrets(),
            reporting);
    this.providers = stores.providers();
    this.asking = asking;
    this.reporting = reporting;
    this.flights =
        new RotationFlights(rotator, locks, stores.holds(), cache, reporting, limits, takeOff);
    this.rotator = rotator;
    this.locks = locks;
    this.storedTokens =
        new StoredTokens(settlement, asking.journal(), age, stores.connections(), cache);
    this.openAttempts = new OpenAttempts(asking.journal(), locks, rotator);
  }

  private static Settlement settlement(
      Stores stores,
      Asking asking,
      AccessTokenCache cache,
      Suspicions suspicions,
      Rotator.Reporting reporting) {
    return new Settlement(
        stores.connections(),
        asking.journal(),
        asking.secrets(),
        stores.holds(),
        cache,
        suspicions,
        reporting.clock());
  }

  private static RotationRight right(
      Stores stores, Asking asking, RowAge age, Siblings siblings, InstantSource clock) {
    return new RotationRight(
        stores.providers(), stores.holds(), age, asking.gate(), siblings, clock);
  }

  private static LearnedLife lives(Stores stores, Asking asking) {
    return new LearnedLife(
        stores.connections(), asking.journal(), asking.secrets(), asking.introspection());
  }

  public RotationFlights flights() {
    return flights;
  }

  /**
   * @param exchanges knows how to end an interrupted code exchange
   */
  public Recovery recovery(Recovery.ExchangeRecovery exchanges) {
    return new Recovery(locks, rotator, exchanges, rejections);
  }

  /** What memory has of this connection's refreshes now. Takes no lock, changes nothing. */
  public RotationCondition condition(Connection row, @Nullable Provider provider) {
    return new RotationCondition(
        asking.journal().openAttempt(row.id()).isPresent(),
        putOff(row, provider).orElse(null),
        areSiblingsAtRisk(row, provider),
        provider != null && asking.credentials().needsOlder(provider),
        reporting.recent().of(row.id()),
        reporting.recent().since());
  }

  private boolean areSiblingsAtRisk(Connection row, @Nullable Provider provider) {
    Grant grant = row.grant();
    return grant != null && provider != null && siblings.areAtRisk(row, grant, provider);
  }

  private Optional<RefreshGate.Wait> putOff(Connection row, @Nullable Provider provider) {
    Instant now = reporting.clock().instant();
    Grant grant = row.grant();
    return grant == null || provider == null
        ? Optional.empty()
        : asking.gate().waiting(row.id(), RotationRight.client(grant, provider), now);
  }

  /** Where refreshes wait because a provider refuses our registration. */
  public Set<ProviderName> openCircuits() {
    return asking.gate().circuits().open(reporting.clock().instant());
  }

  /** Where only the older of two client secrets is accepted. */
  public Set<ProviderName> olderSecrets() {
    return asking.credentials().mayNeedOlder().stream()
        .filter(name -> providers.find(name).filter(asking.credentials()::needsOlder).isPresent())
        .collect(Collectors.toUnmodifiableSet());
  }

  public OpenAttempts openAttempts() {
    return openAttempts;
  }

  public StoredTokens storedTokens() {
    return storedTokens;
  }
}
