package io.rotakeep.cli.connection;

import io.rotakeep.cli.session.Session;
import io.rotakeep.cli.session.Watch;
import io.rotakeep.cli.session.WatchOption;
import io.rotakeep.cli.text.Cell;
import io.rotakeep.cli.text.Columns;
import io.rotakeep.cli.text.Columns.Trait;
import io.rotakeep.cli.text.Layout;
import io.rotakeep.cli.text.Output;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionServiceGrpc;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists connections. */
@Command(name = "list", description = "Lists the connections that the caller may know of.")
final class ConnectionListCommand implements Callable<Integer> {
  private static final String NONE = "no connections";
  private static final Columns<Connection> COLUMNS =
      Columns.of("ID", (Connection connection) -> Cell.of(connection.getId()))
          .with("PROVIDER", connection -> Cell.of(connection.getProvider()), Trait.SHRINKS)
          .with("STATE", connection -> Cell.of(connection.getState()))
          .with(
              "REASON",
              connection -> Cell.of(connection.getReason()),
              Trait.ONLY_IF_FILLED,
              Trait.SHRINKS)
          .with(
              "INCIDENT", connection -> Cell.of(connection.getOpenIncident()), Trait.ONLY_IF_FILLED)
          .with(
              "TOKEN EXPIRES", connection -> Cell.of(connection.getExpireTime()), Trait.DISPENSABLE)
          .with(
              "IDLE EXPIRES",
              connection -> Cell.of(connection.getIdleExpireTime()),
              Trait.ONLY_IF_FILLED,
              Trait.DISPENSABLE)
          .with(
              "GEN",
              connection -> Cell.of(connection.getGeneration()),
              Trait.RIGHT,
              Trait.DISPENSABLE);

  private final Session session;

  @Option(names = "--provider", paramLabel = "NAME", description = "Only of this provider.")
  private String provider = "";

  @Option(names = "--state", paramLabel = "STATE", description = "Only these, such as IN_DOUBT.")
  private String state = "";

  @Option(
      names = "--label",
      paramLabel = "KEY=VALUE",
      description = "Only with this label. May be repeated; all must match.")
  private Map<String, String> labels = new LinkedHashMap<>();

  @Option(
      names = "--filter",
      paramLabel = "CONDITIONS",
      description = "Further conditions, such as: idle_expire_time < 2026-12-01T00:00:00Z")
  private String filter = "";

  @Option(
      names = "--order",
      paramLabel = "FIELD [desc]",
      description = "id (default), create_time, refresh_time or idle_expire_time.")
  private String order = "";

  @Mixin private final WatchOption watch = new WatchOption();

  ConnectionListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var client = session.connect()) {
      var selected =
          new SelectedConnections(ConnectionServiceGrpc.newBlockingStub(client.channel()));
      if (watch.isSet()) {
        return new Watch<>(session, watched(selected)).run(watch);
      }
      session.output().list(selected.pages(conditions(), order), COLUMNS, NONE);
      return 0;
    }
  }

  private ConnectionFilter conditions() {
    return new ConnectionFilter().provider(provider).state(state).labels(labels).written(filter);
  }

  private Watch.Subject<Connection> watched(SelectedConnections selected) {
    return new Watch.Subject<>() {
      @Override
      public Map<String, Connection> look() {
        Map<String, Connection> seen = new LinkedHashMap<>();
        selected.pages(conditions(), order).forEachRemaining(one -> seen.put(one.getId(), one));
        return seen;
      }

      @Override
      public List<String> picture(Map<String, Connection> seen, Layout layout) {
        return seen.isEmpty()
            ? List.of(NONE)
            : Output.table(seen.values().iterator(), COLUMNS, layout);
      }

      @Override
      public List<Cell> cells(Connection one) {
        return COLUMNS.cells(one);
      }
    };
  }
}
