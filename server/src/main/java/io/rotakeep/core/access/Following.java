package io.rotakeep.core.access;

import io.rotakeep.core.caller.Caller;
import io.rotakeep.core.caller.Policies;
import io.rotakeep.core.caller.Role;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionQuery;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.crypto.IntegrityException;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.quota.Breach;
import io.rotakeep.core.quota.CallerThrottledException;
import io.rotakeep.core.quota.Quotas;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What one watch follows: of what it asked for all that its caller may read at this moment. */
final class Following {
  private final WatchRequest request;
  private final Caller caller;
  private final Supplier<Policies> policies;
  private final Supplier<Quotas> quotas;
  private final ConnectionStore store;

  Following(
      WatchRequest request,
      Supplier<Policies> policies,
      Supplier<Quotas> quotas,
      ConnectionStore store) {
    this.request = request;
    this.caller = request.caller();
    this.policies = policies;
    this.quotas = quotas;
    this.store = store;
  }

  /** Each of them. */
  void each(Consumer<ConnectionId> told) {
    if (isByName()) {
      request.connections().stream().filter(this::isReadable).forEach(told);
      return;
    }
    ConnectionQuery query =
        new ConnectionQuery(
            request.provider(),
            null,
            null,
            request.labels(),
            null,
            null,
            ConnectionQuery.LARGEST_PAGE);
    while (true) {
      List<Connection> page = store.list(query);
      page.stream().filter(this::isReadable).map(Connection::id).forEach(told);
      if (page.size() < ConnectionQuery.LARGEST_PAGE) {
        return;
      }
      query = query.startingAfter(page.getLast().id());
    }
  }

  boolean includes(ConnectionId id) {
    if (isByName()) {
      return request.connections().contains(id) && isReadable(id);
    }
    return isReadable(id) && isAskedFor(id);
  }

  /** Looks the connection up only where its labels decide. */
  boolean isReadable(ConnectionId id) {
    Policies now = policies.get();
    return now.permits(caller, Role.READER, id.value())
        || (now.asksLabels(caller, Role.READER)
            && store.findWhole(id).filter(this::isReadable).isPresent());
  }

  boolean isByName() {
    return !request.connections().isEmpty();
  }

  /** Whether the caller may read nothing at all. */
  boolean isOver() {
    return !policies.get().permitsSomewhere(caller, Role.READER);
  }

  /** Whether it may change by a label, which leaves no trace of whom it once let in. */
  boolean goesByLabels() {
    return policies.get().asksLabels(caller, Role.READER);
  }

  /** Another number whenever it may have changed by other than a label. */
  long era() {
    return policies.get().era(caller, Role.READER);
  }

  /**
   * Counts a token that is about to be told.
   *
   * @throws CallerThrottledException if the caller has had all of its quota
   */
  void count(ConnectionId id) {
    Breach breach = quotas.get().read(caller, id.value());
    if (breach != null) {
      throw new CallerThrottledException(breach);
    }
  }

  private boolean isReadable(Connection row) {
    return policies.get().permits(caller, Role.READER, row.id().value(), row.labels());
  }

  /** One that is gone is to be told of; a broken one is on no list that the filter would find. */
  private boolean isAskedFor(ConnectionId id) {
    try {
      return store.find(id).stream().allMatch(this::isAskedFor);
    } catch (IntegrityException e) {
      return false;
    }
  }

  private boolean isAskedFor(Connection row) {
    ProviderName provider = request.provider();
    return (provider == null || provider.equals(row.provider()))
        && row.labels().entrySet().containsAll(request.labels().entrySet());
  }
}
