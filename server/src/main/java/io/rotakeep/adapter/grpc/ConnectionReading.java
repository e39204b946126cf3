package io.rotakeep.adapter.grpc;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionQuery;
import io.rotakeep.v1.GetConnectionRequest;
import io.rotakeep.v1.ListConnectionsRequest;
import io.rotakeep.v1.ListConnectionsResponse;
import java.util.List;

/** The methods that show connections. */
final class ConnectionReading {
  /** How many rows one call looks at, however few of them its caller may see. */
  private static final int MOST_PAGES = 8;

  private final ConnectionParts parts;
  private final PageTokens pages;

  ConnectionReading(ConnectionParts parts, PageTokens pages) {
    this.parts = parts;
    this.pages = pages;
  }

  io.rotakeep.v1.Connection get(RpcCall call, GetConnectionRequest request) {
    return parts.show(call.connection("connection", request.getConnection()));
  }

  ListConnectionsResponse list(RpcCall call, ListConnectionsRequest request) {
    String order = request.getOrder();
    if (!order.isEmpty() && !order.equals("id")) {
      throw new InvalidFieldException("order", "must be id or empty, in this version");
    }
    int size = PageSize.of(request.getPageSize());
    String question = "connections " + request.getFilter();
    ConnectionQuery query =
        ConnectionFilter.parse(request.getFilter())
            .query(Math.min(size, ConnectionQuery.LARGEST_PAGE));
    String after = pages.read(call, question, request.getPageToken()).orElse("");
    if (!after.isEmpty()) {
      query = query.startingAfter(new ConnectionId(after));
    }
    return page(call, query, size, question);
  }

  private ListConnectionsResponse page(
      RpcCall call, ConnectionQuery first, int size, String question) {
    ListConnectionsResponse.Builder response = ListConnectionsResponse.newBuilder();
    ConnectionMessages messages = parts.messages();
    ConnectionQuery query = first;
    for (int read = 0; read < MOST_PAGES; read++) {
      List<Connection> rows = parts.store().list(query);
      for (Connection row : rows) {
        if (call.may(row)) {
          response.addConnections(messages.of(row));
        }
        if (response.getConnectionsCount() == size) {
          return continued(response, call, question, row.id());
        }
      }
      if (rows.size() < query.limit()) {
        return response.build();
      }
      query = query.startingAfter(rows.getLast().id());
    }
    ConnectionId last = query.after();
    return last == null ? response.build() : continued(response, call, question, last);
  }

  private ListConnectionsResponse continued(
      ListConnectionsResponse.Builder response, RpcCall call, String question, ConnectionId last) {
    return response.setNextPageToken(pages.create(call, question, last.value())).build();
  }
}
