package io.rotakeep.core.incident;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.LineageStore;
import io.rotakeep.core.connection.LineageStore.Ancestor;
import io.rotakeep.core.crypto.Fingerprint;
import io.rotakeep.core.crypto.Fingerprinter;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.core.secret.SecretBytes;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes refresh tokens that turn up where they should not, by their keyed fingerprints: the
 * tokens themselves are neither kept nor sent anywhere. Thread-safe.
 */
public final class TokenSightings {
  private final Incidents incidents;
  private final LineageStore lineage;
  private final ConnectionStore connections;
  private final ProviderStore providers;
  private final Fingerprinter fingerprinter;
  private final AuditDevice audit;
  private final InstantSource clock;
  private final Supplier<UUID> ids;

  public TokenSightings(
      Incidents incidents,
      LineageStore lineage,
      ConnectionStore connections,
      ProviderStore providers,
      Fingerprinter fingerprinter,
      AuditDevice audit,
      InstantSource clock,
      Supplier<UUID> ids) {
    this.incidents = incidents;
    this.lineage = lineage;
    this.connections = connections;
    this.providers = providers;
    this.fingerprinter = fingerprinter;
    this.audit = audit;
    this.clock = clock;
    this.ids = ids;
  }

  /**
   * A token that somebody wanted to import and that only we should have had.
   *
   * @param wanted the connection it was to be imported as
   */
  public record Sighting(
      Ancestor ancestor,
      ProviderName provider,
      Fingerprint fingerprint,
      String caller,
      ConnectionId wanted) {}

  /**
   * A token of ours that was found.
   *
   * @param retired whether a newer one has taken its place
   * @param incident one about the connection that is not resolved; null if there is none
   */
  public record Match(Ancestor ancestor, boolean retired, @Nullable IncidentId incident) {}

  /** Opens an incident, or adds to the one about this connection. */
  public IncidentId imported(Sighting seen) {
    Ancestor ancestor = seen.ancestor();
    boolean retired = isRetired(ancestor);
    Instant now = clock.instant();
    String detail =
        (retired ? "a token that had been replaced" : "a token that only we should have")
            + " was shown to be imported as "
            + seen.wanted()
            + " by "
            + seen.caller()
            + ", known as "
            + seen.fingerprint().handle();
    return incidents
        .suspect(
            new Suspicion(
                ids.get(),
                IncidentKind.RETIRED_TOKEN_PRESENTED,
                Severity.HIGH,
                Concerned.one(ancestor.connection(), seen.provider()),
                List.of(
                    new Evidence(
                        now,
                        retired
                            ? Evidence.Kind.RETIRED_TOKEN_RECEIVED
                            : Evidence.Kind.UNSHARED_TOKEN_RECEIVED,
                        detail,
                        ancestor.connection(),
                        ancestor.generation(),
                        "")),
                "a refresh token of connection "
                    + ancestor.connection()
                    + ", generation "
                    + ancestor.generation()
                    + ", was shown to us by somebody who should not have it"))
        .id();
  }

  /**
   * Whether a token found elsewhere is or was ours. Costs a look for each client that there is.
   *
   * @param caller as the audit names them
   */
  public Optional<Match> lookUp(SecretBytes token, String caller, String requestId) {
    Optional<Match> match =
        clients().stream()
            .map(client -> fingerprinter.ofRefreshToken(client.issuer(), client.id(), token))
            .flatMap(print -> lineage.findAncestor(print).stream())
            .findFirst()
            .map(
                ancestor ->
                    new Match(
                        ancestor,
                        isRetired(ancestor),
                        incidents.unresolvedOf(ancestor.connection()).orElse(null)));
    audit.recordDurably(
        new AuditRecord(
            clock.instant(),
            AuditAction.FINGERPRINT_LOOKED_UP,
            AuditOutcome.SUCCEEDED,
            caller,
            match.map(found -> found.ancestor().connection().value()).orElse(""),
            match.map(found -> found.ancestor().generation().number()).orElse(0L),
            "",
            requestId,
            match.isPresent() ? "FOUND" : "NOT_FOUND"));
    return match;
  }

  private record Client(String issuer, String id) {}

  private Set<Client> clients() {
    Set<Client> clients = new LinkedHashSet<>();
    for (Provider provider : providers.list()) {
      clients.add(new Client(provider.issuer().toString(), provider.client().id()));
    }
    return clients;
  }

  /** Of a row that nobody can read, as of none, every token counts as replaced. */
  private boolean isRetired(Ancestor ancestor) {
    return connections
        .findWhole(ancestor.connection())
        .map(Connection::generation)
        .map(newest -> newest.isAfter(ancestor.generation()))
        .orElse(true);
  }
}
