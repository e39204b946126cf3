package io.rotakeep.cli.operator;

import io.rotakeep.cli.session.Session;
import io.rotakeep.cli.session.Watch;
import io.rotakeep.cli.session.WatchOption;
import io.rotakeep.cli.text.Cell;
import io.rotakeep.cli.text.Layout;
import io.rotakeep.v1.GetStatusRequest;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.SystemStatus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says how the daemon is. */
@Command(name = "status", description = "Says how the daemon is; works while it is sealed.")
final class OperatorStatusCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private final WatchOption watch = new WatchOption();

  OperatorStatusCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var client = session.connect()) {
      var system = SystemServiceGrpc.newBlockingStub(client.channel());
      Supplier<SystemStatus> look = () -> system.getStatus(GetStatusRequest.getDefaultInstance());
      if (watch.isSet()) {
        return new Watch<>(session, watched(look)).run(watch);
      }
      var status = look.get();
      session.output().message(status, layout -> StatusText.of(status).lines(layout));
      return 0;
    }
  }

  private static Watch.Subject<SystemStatus> watched(Supplier<SystemStatus> look) {
    return new Watch.Subject<>() {
      @Override
      public Map<String, SystemStatus> look() {
        return Map.of("status", look.get());
      }

      @Override
      public List<String> picture(Map<String, SystemStatus> seen, Layout layout) {
        return seen.values().stream()
            .flatMap(status -> StatusText.of(status).lines(layout).stream())
            .toList();
      }

      @Override
      public List<Cell> cells(SystemStatus status) {
        return List.of(
            Cell.of(status.getSealed() ? "sealed" : "unsealed"),
            StatusText.connections(status),
            Cell.of(status.getFaultsCount() + " faults"));
      }
    };
  }
}
