package io.rotakeep.core.enrollment;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.connection.ConnectionQuery;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.oauth.ClientCredentialSource;
import io.rotakeep.core.oauth.ServerMetadata;
import io.rotakeep.core.oauth.ServerMetadata.Discovery;
import io.rotakeep.core.provider.Endpoints;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderAssembly;
import io.rotakeep.core.provider.ProviderAssembly.Circumstances;
import io.rotakeep.core.provider.ProviderDefinition;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.provider.ProviderPresets;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.core.provider.ServerTrust;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Registers authorization servers. What is discovered is pinned: a server that later publishes
 * other endpoints is not followed until an operator applies the file again. Thread-safe.
 */
public final class ProviderRegistry {
  private final ProviderStore providers;
  private final ConnectionStore connections;
  private final ProviderPresets presets;
  private final ServerMetadata metadata;
  private final ClientCredentialSource credentials;
  private final AuditDevice audit;
  private final InstantSource clock;
  private final @Nullable URI callback;

  /**
   * @param callback where the daemon itself takes callbacks; null if it has no public URL
   */
  public ProviderRegistry(
      ProviderStore providers,
      ConnectionStore connections,
      ProviderPresets presets,
      ServerMetadata metadata,
      ClientCredentialSource credentials,
      AuditDevice audit,
      InstantSource clock,
      @Nullable URI callback) {
    this.providers = providers;
    this.connections = connections;
    this.presets = presets;
    this.metadata = metadata;
    this.credentials = credentials;
    this.audit = audit;
    this.clock = clock;
    this.callback = callback;
  }

  /** What came of an application. */
  public sealed interface Applied {
    record Done(Provider provider) implements Applied {}

    /** The stored revision is not the expected one. */
    record Conflict(long storedRevision) implements Applied {}

    /** Connections use it, and the change would make their tokens unusable. */
    record InUse() implements Applied {}
  }

  /**
   * Lays the definition over its preset, fetches metadata if asked to, and stores the result.
   *
   * @param expectedRevision null to overwrite whatever is there
   * @throws InvalidFieldException naming the key that is wrong
   */
  public Applied apply(
      ProviderDefinition definition, @Nullable Long expectedRevision, String caller) {
    Applied checked = preview(definition, expectedRevision);
    if (!(checked instanceof Applied.Done(Provider next))) {
      return checked;
    }
    tell(AuditAction.PROVIDER_APPLIED, caller);
    return providers.write(next) ? checked : new Applied.Conflict(next.revision() - 1);
  }

  /** What {@link #apply} would put in force, without storing it. */
  public Applied preview(ProviderDefinition definition, @Nullable Long expectedRevision) {
    ProviderAssembly assembly = ProviderAssembly.of(definition, presets);
    Optional<Provider> before = providers.find(assembly.name());
    long stored = before.map(Provider::revision).orElse(0L);
    if (expectedRevision != null && expectedRevision != stored) {
      return new Applied.Conflict(stored);
    }
    Provider assembled = assembled(assembly, definition, before.orElse(null));
    Provider next = before.map(assembled::expectingAs).orElse(assembled);
    boolean bound = before.isPresent() && !before.get().bindsTokensLike(next);
    return bound && inUse(next.name()) ? new Applied.InUse() : new Applied.Done(next);
  }

  /** What came of a removal. */
  public enum Removed {
    DONE,
    NOT_FOUND,
    IN_USE
  }

  public Removed remove(ProviderName name, String caller) {
    if (!connections.list(query(name)).isEmpty()) {
      return Removed.IN_USE;
    }
    tell(AuditAction.PROVIDER_DELETED, caller);
    return providers.delete(name) ? Removed.DONE : Removed.NOT_FOUND;
  }

  private Provider assembled(
      ProviderAssembly assembly, ProviderDefinition definition, @Nullable Provider before) {
    Discovery.Found found =
        assembly.needsDiscovery() ? discovered(assembly.issuer(), assembly.trust()) : null;
    Endpoints endpoints = found == null ? null : found.endpoints();
    long revision = before == null ? 1 : before.revision() + 1;
    boolean issuerInResponse = found != null && found.issuerInResponse();
    List<SecretBytes> given = definition.client().secrets();
    if (given.isEmpty()) {
      List<Envelope> kept = before == null ? List.of() : before.client().secrets();
      return rebound(
          assembly.assemble(
              new Circumstances(endpoints, issuerInResponse, callback, kept, revision)),
          before);
    }
    // Assembled once with stand-ins, to learn what the secrets are bound to.
    List<Envelope> standIns = given.stream().map(_ -> new Envelope(new byte[1])).toList();
    Provider shape =
        assembly.assemble(
            new Circumstances(endpoints, issuerInResponse, callback, standIns, revision));
    return assembly.assemble(
        new Circumstances(
            endpoints, issuerInResponse, callback, encrypted(shape, given), revision));
  }

  private List<Envelope> encrypted(Provider shape, List<SecretBytes> secrets) {
    return secrets.stream()
        .map(
            secret ->
                credentials.encrypt(
                    shape.name(), shape.issuer(), shape.endpoints(), shape.client().id(), secret))
        .toList();
  }

  /** Secrets that stay must still be bound to the server they were given for. */
  private static Provider rebound(Provider next, @Nullable Provider before) {
    boolean same = before == null || before.bindsTokensLike(next);
    if (!same && !next.client().secrets().isEmpty()) {
      throw new InvalidFieldException(
          "client.secrets", "must be given again when issuer, token host or client id change");
    }
    return next;
  }

  private Discovery.Found discovered(URI issuer, ServerTrust trust) {
    return switch (metadata.discover(issuer, trust)) {
      case Discovery.Found found when found.pkceS256() -> found;
      case Discovery.Found _ ->
          throw new InvalidFieldException(
              "discovery", "the server's metadata do not offer PKCE with S256");
      case Discovery.NotUsable(String why) -> throw new InvalidFieldException("discovery", why);
    };
  }

  /** Pending connections have no tokens that could become unusable. */
  private boolean inUse(ProviderName name) {
    String pending = new ConnectionState.PendingAuthorization().word();
    return connections.counts().entrySet().stream()
        .filter(entry -> entry.getKey().provider().equals(name.value()))
        .anyMatch(entry -> !entry.getKey().state().equals(pending) && entry.getValue() > 0);
  }

  private static ConnectionQuery query(ProviderName name) {
    return new ConnectionQuery(name, null, null, Map.of(), null, null, 1);
  }

  private void tell(AuditAction action, String caller) {
    audit.recordDurably(
        new AuditRecord(clock.instant(), action, AuditOutcome.BEGUN, caller, "", 0, "", "", ""));
  }
}
