package io.rotakeep.core.rotation;

import io.rotakeep.core.incident.Evidence;
import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentKind;
import io.rotakeep.core.incident.Incidents;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.provider.ProviderStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whether connections of a provider are refused together, over a restart: the incident tells when
 * it began and when it was over. A process that did not know would take the next refusals for
 * thefts, and send at once what a canary was to try.
 */
final class RejectionRecord {
  private static final System.Logger LOG = System.getLogger(RejectionRecord.class.getName());

  /** What people have left unresolved for longer tells nothing of today. */
  private static final Duration LONGEST = Duration.ofDays(1);

  private final Incidents incidents;
  private final ProviderStore providers;
  private final MassRejections rejections;
  private final ClientCircuits circuits;
  private final InstantSource clock;

  /** When the attempt was made whose refusal made it known to the last process. */
  private final Map<ProviderName, Instant> recalled = new ConcurrentHashMap<>();

  /** Where it is over, and the incident does not tell so yet. */
  private final Set<ProviderName> unnoted = ConcurrentHashMap.newKeySet();

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

  /**
   * Whether the refusal of an attempt of that time is the client's matter. What began it was none,
   * also when recovery comes to it again.
   */
  boolean stand(ProviderName provider, Instant attempted) {
    Instant since = recalled.get(provider);
    return rejections.stands(provider)
        && (since == null || attempted.truncatedTo(ChronoUnit.MILLIS).isAfter(since));
  }

  /** A connection brought a token again. */
  void refreshed(Settlement.Case ended) {
    ProviderName provider = ended.provider().name();
    if (!rejections.over(provider, clock.instant()) && !unnoted.contains(provider)) {
      return;
    }
    unnoted.add(provider);
    recalled.remove(provider);
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
      unnoted.remove(provider);
    } catch (RuntimeException e) {
      // The token is more urgent. The next refresh tries it again.
      LOG.log(System.Logger.Level.WARNING, "provider " + provider + " answers again: not noted", e);
    }
  }

  /** Takes up what the last process knew; one record that cannot be read is in nobody's way. */
  void recall() {
    Instant earliest = clock.instant().minus(LONGEST);
    for (Incident incident : incidents.unresolved()) {
      try {
        lastRefusal(incident)
            .filter(evidence -> evidence.time().isAfter(earliest))
            .ifPresent(evidence -> recall(incident, evidence));
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
          recalled.put(found.name(), evidence.time());
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
