package io.rotakeep.cli.connection;

import io.rotakeep.cli.session.Pages;
import io.rotakeep.v1.Connection;
import io.rotakeep.v1.ConnectionSelector;
import io.rotakeep.v1.ConnectionServiceGrpc.ConnectionServiceBlockingStub;
import io.rotakeep.v1.GetConnectionRequest;
import io.rotakeep.v1.ListConnectionsRequest;
import java.util.ArrayList;
import java.util.List;

/** Finds the connections that a selector names, for what the API has no plural of. */
final class SelectedConnections {
  private final ConnectionServiceBlockingStub connections;

  SelectedConnections(ConnectionServiceBlockingStub connections) {
    this.connections = connections;
  }

  List<Connection> of(ConnectionSelector selector) {
    return switch (selector.getSelectionCase()) {
      case IDS -> selector.getIds().getIdsList().stream().distinct().map(this::get).toList();
      case PROVIDER -> list(new ConnectionFilter().provider(selector.getProvider()));
      case LABELS -> list(new ConnectionFilter().labels(selector.getLabels().getLabelsMap()));
      case ALL -> list(new ConnectionFilter());
      case SELECTION_NOT_SET -> List.of();
    };
  }

  private Connection get(String id) {
    return connections.getConnection(GetConnectionRequest.newBuilder().setConnection(id).build());
  }

  private List<Connection> list(ConnectionFilter filter) {
    List<Connection> all = new ArrayList<>();
    pages(filter, "").forEachRemaining(all::add);
    return all;
  }

  /** Every page, each fetched when it is needed. */
  Pages<Connection> pages(ConnectionFilter filter, String order) {
    return new Pages<>(
        pageToken -> {
          var page =
              connections.listConnections(
                  ListConnectionsRequest.newBuilder()
                      .setFilter(filter.text())
                      .setOrder(order)
                      .setPageSize(Pages.SIZE)
                      .setPageToken(pageToken)
                      .build());
          return new Pages.Page<>(page.getConnectionsList(), page.getNextPageToken());
        });
  }
}
