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

/**
 * Takes what the last process knew of refusals that came together from the incident of them, if
 * they came just before: a restart must not take the next one for a theft, nor send what only a
 * canary was to try. The first refresh that brings a token ends it, as ever.
 */
final class RecalledRejections {
  private final Incidents incidents;
  private final ProviderStore providers;
  private final Suspicions.Together together;
  private final InstantSource clock;

  RecalledRejections(
      Incidents incidents,
      ProviderStore providers,
      Suspicions.Together together,
      InstantSource clock) {
    this.incidents = incidents;
    this.providers = providers;
    this.together = together;
    this.clock = clock;
  }

  void recall() {
    Instant now = clock.instant();
    for (Incident incident : incidents.unresolved()) {
      ProviderName name = incident.concerned().provider();
      if (incident.kind() == IncidentKind.MASS_REJECTION && name != null && isOf(incident, now)) {
        providers.find(name).ifPresent(provider -> recall(incident, provider, now));
      }
    }
  }

  private void recall(Incident incident, Provider provider, Instant now) {
    together.rejections().stand(provider.name());
    together
        .circuits()
        .refusedTogether(
            new ClientCircuits.Client(provider.name(), provider.revision(), ""),
            incident.concerned().connections(),
            now);
  }

  private static boolean isOf(Incident incident, Instant now) {
    return incident.story().evidence().stream()
        .map(Evidence::time)
        .anyMatch(time -> Duration.between(time, now).abs().compareTo(MassRejections.SPAN) < 0);
  }
}
