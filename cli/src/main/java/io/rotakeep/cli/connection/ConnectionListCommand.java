package io.rotakeep.cli.connection;

import io.rotakeep.cli.session.Pages;
import io.rotakeep.cli.session.Session;
import io.rotakeep.cli.text.Columns;
import io.rotakeep.cli.text.MessageText;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionServiceGrpc;
import io.rotakeep.v1.ListConnectionsRequest;
import io.rotakeep.v1.ListConnectionsResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists connections. */
@Command(name = "list", description = "Lists the connections that the caller may know of.")
final class ConnectionListCommand implements Callable<Integer> {
  private static final Pattern BARE = Pattern.compile("[A-Za-z0-9._:/-]+");
  private static final Columns<Connection> COLUMNS =
      Columns.of("ID", Connection::getId)
          .with("PROVIDER", Connection::getProvider)
          .with("STATE", connection -> MessageText.of(connection.getState()))
          .with("REASON", connection -> MessageText.of(connection.getReason()))
          .with("GENERATION", connection -> Long.toString(connection.getGeneration()))
          .with("TOKEN EXPIRES", connection -> MessageText.of(connection.getExpireTime()))
          .with("IDLE EXPIRES", connection -> MessageText.of(connection.getIdleExpireTime()))
          .with("INCIDENT", Connection::getOpenIncident);

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

  ConnectionListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var client = session.connect()) {
      var connections = ConnectionServiceGrpc.newBlockingStub(client.channel());
      var all =
          new Pages<Connection>(
              pageToken -> pageOf(connections.listConnections(request(pageToken))));
      session.output().list(all, COLUMNS, "no connections");
      return 0;
    }
  }

  private static Pages.Page<Connection> pageOf(ListConnectionsResponse response) {
    return new Pages.Page<>(response.getConnectionsList(), response.getNextPageToken());
  }

  private ListConnectionsRequest request(String pageToken) {
    List<String> conditions = new ArrayList<>();
    if (!provider.isEmpty()) {
      conditions.add("provider = " + quoted(provider));
    }
    if (!state.isEmpty()) {
      conditions.add("state = " + quoted(state.toUpperCase(Locale.ROOT)));
    }
    labels.forEach((key, value) -> conditions.add("label." + key + " = " + quoted(value)));
    if (!filter.isEmpty()) {
      conditions.add(filter);
    }
    return ListConnectionsRequest.newBuilder()
        .setFilter(String.join(" AND ", conditions))
        .setOrder(order)
        .setPageSize(Pages.SIZE)
        .setPageToken(pageToken)
        .build();
  }

  private static String quoted(String value) {
    return BARE.matcher(value).matches()
        ? value
        : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
