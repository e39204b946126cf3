package io.rotakeep.core.probe;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.oauth.ClientCredentialSource;
import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.EgressCheck;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.provider.ProviderStore;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * Checks providers, each by one caller at a time. Thread-safe; blocks for about a minute at most.
 */
public final class ProviderChecks {
  private final ProviderStore providers;
  private final ServerProbe probe;
  private final ClientCredentialSource credentials;
  private final EgressCheck egress;
  private final AuditDevice audit;
  private final SecureRandom random;
  private final InstantSource clock;
  private final Set<ProviderName> underWay = ConcurrentHashMap.newKeySet();

  public ProviderChecks(
      ProviderStore providers,
      ServerProbe probe,
      ClientCredentialSource credentials,
      EgressCheck egress,
      AuditDevice audit,
      SecureRandom random,
      InstantSource clock) {
    this.providers = providers;
    this.probe = probe;
    this.credentials = credentials;
    this.egress = egress;
    this.audit = audit;
    this.random = random;
    this.clock = clock;
  }

  /** What came of it. */
  public enum Checked {
    DONE,
    NO_SUCH_PROVIDER,
    /** Somebody checks this provider already. */
    BUSY
  }

  /**
   * @param receiver is told each finding as it comes; false ends the check
   */
  public Checked check(
      ProviderName name, String caller, String requestId, Predicate<Finding> receiver) {
    Optional<Provider> provider = providers.find(name);
    if (provider.isEmpty()) {
      return Checked.NO_SUCH_PROVIDER;
    }
    if (!underWay.add(name)) {
      return Checked.BUSY;
    }
    try (ClientCredentials client = credentials.of(provider.get())) {
      tell(caller, requestId);
      new ProviderCheckup(probe, provider.get(), client, random, clock, egress, receiver).run();
      return Checked.DONE;
    } finally {
      underWay.remove(name);
    }
  }

  /**
   * Our client's secret is shown to its server, so somebody must be able to see who wanted that.
   */
  private void tell(String caller, String requestId) {
    audit.recordDurably(
        new AuditRecord(
            clock.instant(),
            AuditAction.PROVIDER_CHECKED,
            AuditOutcome.BEGUN,
            caller,
            "",
            0,
            "",
            requestId,
            ""));
  }
}
