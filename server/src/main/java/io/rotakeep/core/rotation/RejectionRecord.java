package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.incident.Evidence;
import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentKind;
import io.rotakeep.core.incident.Incidents;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.provider.ProviderStore;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Whether connections of a provider are refused together, over a restart: the incident tells when
 * it began and when it was over. A process that did not know would take the next refusals for
 * thefts, and send at once what a canary was to try.
 */
final class RejectionRecord {
  private static final System.Logger LOG = System.getLogger(RejectionRecord.class.getName());

  private final Incidents incidents;
  private final ProviderStore providers;
  private final MassRejections rejections;
  private final ClientCircuits circuits;
  private final InstantSource clock;

  RejectionRecord(
      Incidents incidents,
      ProviderStore providers,
      MassRejections rejections,
      ClientCircuits circuits,
      InstantSource clock) {
    this.incidents = incidents;
    this.providers = providers;
    this.rejections = rejections;
    this.circuits = circuits;
    this.clock = clock;
  }

  /** Whether refusals are the client's matter now. */
  boolean stand(ProviderName provider) {
    return rejections.stands(provider);
  }

  /** A connection brought a token again. */
  void refreshed(Settlement.Case ended) {
    ProviderName provider = ended.provider().name();
    if (!rejections.over(provider, clock.instant())) {
      return;
    }
    Evidence evidence =
        new Evidence(
            clock.instant(),
            Evidence.Kind.REFRESHED_AGAIN,
            "connection " + ended.before().id() + " was refreshed: refusals are no longer together",
            ended.before().id(),
            ended.attempt().generation(),
            "");
    try {
      incidents.refreshedAgain(provider, evidence);
    } catch (StoreUnavailableException | JournalUnavailableException e) {
      // The token is more urgent; after a restart one canary finds it out again.
      LOG.log(System.Logger.Level.WARNING, "provider " + provider + " answers again: not noted", e);
    }
  }

  /** Takes up what the last process knew; one record that cannot be read is in nobody's way. */
  void recall() {
    for (Incident incident : incidents.unresolved()) {
      try {
        lastRefusal(incident).ifPresent(evidence -> recall(incident, evidence));
      } catch (RuntimeException e) {
        LOG.log(System.Logger.Level.WARNING, "incident " + incident.id() + " is not recalled", e);
      }
    }
  }

  private void recall(Incident incident, Evidence evidence) {
    ProviderName name = incident.concerned().provider();
    Optional<Provider> provider = name == null ? Optional.empty() : providers.find(name);
    provider.ifPresent(
        found -> {
          rejections.stand(found.name());
          circuits.refusedTogether(
              new ClientCircuits.Client(found.name(), found.revision(), ""),
              incident.concerned().connections(),
              evidence.time());
        });
  }

  /** Empty if it is over, or if the story is too long to tell. */
  private static Optional<Evidence> lastRefusal(Incident incident) {
    if (incident.kind() != IncidentKind.MASS_REJECTION || incident.story().untold() > 0) {
      return Optional.empty();
    }
    List<Evidence> told = incident.story().evidence();
    return told.reversed().stream()
        .filter(
            one ->
                one.kind() == Evidence.Kind.REFUSED_TOGETHER
                    || one.kind() == Evidence.Kind.REFRESHED_AGAIN)
        .findFirst()
        .filter(last -> last.kind() == Evidence.Kind.REFUSED_TOGETHER);
  }
}
