package io.rotakeep.adapter.grpc;

import io.grpc.Status.Code;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.Labels;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionQuery;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.v1.ConnectionIds;
import io.rotakeep.v1.ConnectionSelector;
import io.rotakeep.v1.ErrorReason;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which connections a call on many is about: those selected that the caller may act on. */
final class Selection {
  private static final int MOST_IDS = 1000;

  private final ConnectionStore store;

  Selection(ConnectionStore store) {
    this.store = store;
  }

  /**
   * @throws InvalidFieldException if nothing is selected, so that a forgotten field means nothing
   */
  List<ConnectionId> of(RpcCall call, ConnectionSelector selector) {
    return switch (selector.getSelectionCase()) {
      case IDS -> named(call, selector.getIds());
      case PROVIDER ->
          all(call, ProviderName.of("selector.provider", selector.getProvider()), Map.of());
      case LABELS -> all(call, null, labels(selector.getLabels().getLabelsMap()));
      case ALL -> {
        if (!selector.getAll()) {
          throw new InvalidFieldException("selector.all", "must be true if it is set");
        }
        yield all(call, null, Map.of());
      }
      case SELECTION_NOT_SET ->
          throw new InvalidFieldException("selector", "is required: ids, provider, labels or all");
    };
  }

  /** Refuses a call that would touch another number of connections than its caller believes. */
  static void requireCount(List<ConnectionId> selected, boolean expecting, long expected) {
    if (expecting && expected != selected.size()) {
      throw ErrorReply.of(
              Code.FAILED_PRECONDITION,
              ErrorReason.ERROR_REASON_COUNT_MISMATCH,
              "the selector names "
                  + selected.size()
                  + " connections, and "
                  + expected
                  + " were expected; nothing was done")
          .with("count", Integer.toString(selected.size()))
          .toException();
    }
  }

  private static List<ConnectionId> named(RpcCall call, ConnectionIds ids) {
    if (ids.getIdsCount() == 0 || ids.getIdsCount() > MOST_IDS) {
      throw new InvalidFieldException("selector.ids", "must be 1 to " + MOST_IDS + " ids");
    }
    Set<ConnectionId> named = new LinkedHashSet<>();
    for (int i = 0; i < ids.getIdsCount(); i++) {
      if (!named.add(call.connection("selector.ids[" + i + "]", ids.getIds(i)))) {
        throw new InvalidFieldException("selector.ids[" + i + "]", "must be named once only");
      }
    }
    return List.copyOf(named);
  }

  private static Map<String, String> labels(Map<String, String> labels) {
    if (labels.isEmpty()) {
      throw new InvalidFieldException("selector.labels", "must have at least one label");
    }
    Labels.check("selector.labels", labels);
    return labels;
  }

  private List<ConnectionId> all(
      RpcCall call, @Nullable ProviderName provider, Map<String, String> labels) {
    ConnectionQuery query =
        new ConnectionQuery(provider, null, null, labels, null, null, ConnectionQuery.LARGEST_PAGE);
    List<ConnectionId> found = new ArrayList<>();
    while (true) {
      List<Connection> page = store.list(query);
      page.stream().filter(call::may).map(Connection::id).forEach(found::add);
      if (page.size() < query.limit()) {
        return found;
      }
      query = query.startingAfter(page.getLast().id());
    }
  }
}
