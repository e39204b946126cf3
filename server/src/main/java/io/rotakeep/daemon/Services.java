package io.rotakeep.daemon;

import io.grpc.ServerServiceDefinition;
import io.rotakeep.adapter.grpc.AuditSearching;
import io.rotakeep.adapter.grpc.BackupStreaming;
import io.rotakeep.adapter.grpc.Calls;
import io.rotakeep.adapter.grpc.ConnectionGrpcService;
import io.rotakeep.adapter.grpc.ConnectionParts;
import io.rotakeep.adapter.grpc.IncidentGrpcService;
import io.rotakeep.adapter.grpc.PageTokens;
import io.rotakeep.adapter.grpc.ProviderGrpcService;
import io.rotakeep.adapter.grpc.SealHandling;
import io.rotakeep.adapter.grpc.SystemGrpcService;
import io.rotakeep.adapter.grpc.TokenGrpcService;
import io.rotakeep.core.connection.SharedGrants;
import io.rotakeep.core.enrollment.ClientEvents;
import io.rotakeep.core.rotation.OrderedRefreshes;
import java.util.List;

/** The services that callers reach, each with the parts of the core it needs. */
final class Services {
  private Services() {}

  static List<ServerServiceDefinition> of(Premises premises, OpenVault vault, SealHandling seal) {
    CoreRooms core = vault.core;
    Calls calls = vault.calls;
    PageTokens pages = new PageTokens(core.keys.fingerprinter());
    OperatorRooms operators =
        OperatorRooms.of(core, premises.around().outside(), premises.audit(), premises.chance());
    ProviderGrpcService providers =
        new ProviderGrpcService(
            calls,
            core.providerRegistry,
            core.providers,
            premises.around().presets(),
            core.connections,
            pages,
            operators.checks(),
            new ClientEvents(core.providers, premises.audit(), premises.clock()),
            premises.clock());
    return List.of(
        new TokenGrpcService(
                calls,
                core.access.tokens(),
                core.access.watch(),
                core.connections,
                core.incidents.incidents())
            .bind(),
        connections(premises, vault, operators, pages).bind(),
        providers.bind(),
        incidents(premises, vault, operators).bind(),
        system(premises, vault, seal, pages)
            .bind(new BackupStreaming(Backups.of(premises, vault), premises.clock())));
  }

  private static SystemGrpcService system(
      Premises premises, OpenVault vault, SealHandling seal, PageTokens pages) {
    AuditRooms recording = premises.recording();
    return new SystemGrpcService(
        vault.calls,
        seal,
        new SystemGrpcService.Keys(vault.rekeying, vault.keyRooms.handling()),
        vault.core.connections,
        vault.core.incidents.incidents(),
        vault.core.incidents.sightings(),
        new SystemGrpcService.Trust(vault.copied.holds(), vault.copied.trust()),
        new SystemGrpcService.Looks(
            premises.faults(), vault.notices, recording::troubles, premises.files().lastBackup()),
        new SystemGrpcService.Lists(
            new AuditSearching(recording.archive().orElse(null), vault.core.connections, pages),
            pages));
  }

  private static IncidentGrpcService incidents(
      Premises premises, OpenVault vault, OperatorRooms operators) {
    return new IncidentGrpcService(
        vault.calls,
        parts(vault.core),
        operators.quarantines(),
        new PageTokens(vault.core.keys.fingerprinter()),
        new IncidentGrpcService.Telling(
            premises.settings().egress().addresses(), premises.chance().shortName()));
  }

  private static ConnectionParts parts(CoreRooms core) {
    return new ConnectionParts(
        core.connections, core.holds, core.providers, core.incidents.incidents());
  }

  private static ConnectionGrpcService connections(
      Premises premises, OpenVault vault, OperatorRooms operators, PageTokens pages) {
    CoreRooms core = vault.core;
    return new ConnectionGrpcService(
        vault.calls,
        parts(core),
        new ConnectionGrpcService.WaysIn(
            core.enrollment.start(),
            core.enrollment.completion(),
            core.imports,
            new SharedGrants(core.connections, core.lineage, core.holds)),
        new ConnectionGrpcService.Upkeep(
            operators.doctor(),
            core.connectionChanges,
            operators.quarantines(),
            core.revocations,
            new OrderedRefreshes(core.rotation.flights(), premises.audit(), premises.clock())),
        pages,
        premises.clock());
  }
}
