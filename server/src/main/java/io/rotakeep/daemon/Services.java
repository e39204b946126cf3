package io.rotakeep.daemon;

import io.grpc.ServerServiceDefinition;
import io.rotakeep.adapter.grpc.Calls;
import io.rotakeep.adapter.grpc.ConnectionGrpcService;
import io.rotakeep.adapter.grpc.ConnectionParts;
import io.rotakeep.adapter.grpc.IncidentGrpcService;
import io.rotakeep.adapter.grpc.PageTokens;
import io.rotakeep.adapter.grpc.ProviderGrpcService;
import io.rotakeep.adapter.grpc.SystemGrpcService;
import io.rotakeep.adapter.grpc.TokenGrpcService;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.core.connection.SharedGrants;
import io.rotakeep.core.enrollment.ClientEvents;
import io.rotakeep.core.rotation.OrderedRefreshes;
import java.util.List;

/** The services that callers reach, each with the parts of the core it needs. */
final class Services {
  private Services() {}

  static List<ServerServiceDefinition> of(
      DaemonSettings settings, CoreRooms core, Listeners.Around around, Calls calls) {
    PageTokens pages = new PageTokens(core.keys.fingerprinter());
    OperatorRooms operators =
        OperatorRooms.of(core, around.outside(), around.audit(), around.chance());
    ProviderGrpcService providers =
        new ProviderGrpcService(
            calls,
            core.providerRegistry,
            core.providers,
            around.presets(),
            core.connections,
            pages,
            operators.checks(),
            new ClientEvents(core.providers, around.audit(), around.clock()),
            around.clock());
    return List.of(
        new TokenGrpcService(
                calls, core.accessTokens, core.watch, core.connections, core.incidents.incidents())
            .bind(),
        connections(core, operators, calls, pages, around).bind(),
        providers.bind(),
        incidents(settings, core, operators, calls, around).bind(),
        system(core, around, calls, node(settings, around)).bind());
  }

  private static SystemGrpcService system(
      CoreRooms core, Listeners.Around around, Calls calls, SystemGrpcService.Node node) {
    return new SystemGrpcService(
        calls,
        around.barrier(),
        core.connections,
        core.incidents.incidents(),
        core.incidents.sightings(),
        new SystemGrpcService.Trust(around.copied().holds(), around.copied().trust()),
        around.faults(),
        around.notices(),
        node);
  }

  private static IncidentGrpcService incidents(
      DaemonSettings settings,
      CoreRooms core,
      OperatorRooms operators,
      Calls calls,
      Listeners.Around around) {
    return new IncidentGrpcService(
        calls,
        parts(core),
        operators.quarantines(),
        new PageTokens(core.keys.fingerprinter()),
        new IncidentGrpcService.Telling(
            settings.egress().addresses(), Long.toHexString(around.random().nextLong())));
  }

  private static ConnectionParts parts(CoreRooms core) {
    return new ConnectionParts(
        core.connections, core.holds, core.providers, core.incidents.incidents());
  }

  private static ConnectionGrpcService connections(
      CoreRooms core,
      OperatorRooms operators,
      Calls calls,
      PageTokens pages,
      Listeners.Around around) {
    return new ConnectionGrpcService(
        calls,
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
            new OrderedRefreshes(core.rotation.flights(), around.audit(), around.clock())),
        pages,
        around.clock());
  }

  private static SystemGrpcService.Node node(DaemonSettings settings, Listeners.Around around) {
    return new SystemGrpcService.Node(
        Version.text(),
        settings.node(),
        around.clock().instant(),
        settings.listen().isForDevelopment());
  }
}
