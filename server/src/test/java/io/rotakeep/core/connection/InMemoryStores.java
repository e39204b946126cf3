package io.rotakeep.core.connection;

import io.rotakeep.core.enrollment.PendingAuthorizationStore;
import io.rotakeep.core.incident.IncidentStore;
import io.rotakeep.core.notice.NoticeMarks;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.core.rotation.StoreRepair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * All stores over one memory, with the faults of a database: it can be away, a write can fail just
 * before or just after it was made, and a crash can take what was not forced to disk. Thread-safe.
 */
public final class InMemoryStores {
  private StoreRows rows;
  private StoreRows forced;
  private final List<Predicate<StoreRows>> unforced = new ArrayList<>();
  private boolean away;
  private long reads;
  private Consumer<String> beforeWrite = _ -> {};
  private Consumer<String> afterWrite = _ -> {};

  public InMemoryStores() {
    this(new StoreRows(), new StoreRows());
  }

  private InMemoryStores(StoreRows rows, StoreRows forced) {
    this.rows = rows;
    this.forced = forced;
  }

  /** Every question and every write fails from now on, or works again. */
  public synchronized void goAway(boolean gone) {
    away = gone;
  }

  /** Hears of each write before it is made: connection, hold or provider; may throw. */
  public synchronized void beforeWrite(Consumer<String> hook) {
    beforeWrite = hook;
  }

  /** Hears of each write after it was made; may throw. */
  public synchronized void afterWrite(Consumer<String> hook) {
    afterWrite = hook;
  }

  /** Ends these stores and returns them as the next process finds them. */
  public synchronized InMemoryStores crash(boolean losingWhatWasNotForced) {
    away = true;
    return new InMemoryStores(losingWhatWasNotForced ? forced.copy() : rows.copy(), forced.copy());
  }

  /**
   * The same when the disk had got hold of the first writes since it was last forced.
   *
   * @param writes how many of them
   */
  public synchronized InMemoryStores crash(int writes) {
    away = true;
    StoreRows found = forced.copy();
    for (Predicate<StoreRows> transaction :
        unforced.subList(0, Math.min(writes, unforced.size()))) {
      if (!transaction.test(found)) {
        throw new IllegalStateException("a write cannot be made again");
      }
    }
    return new InMemoryStores(found, forced.copy());
  }

  /** As somebody does who has the database and knows what a row was before. */
  public synchronized void putBack(Connection row) {
    rows.connections.put(row.id(), row);
  }

  /** As a disk or somebody does; until it is written anew. */
  public synchronized void damage(ConnectionId id) {
    rows.damaged.add(id);
  }

  /** How many questions were answered. */
  public synchronized long reads() {
    return reads;
  }

  /** How many writes a crash may take. */
  public synchronized int unforced() {
    return unforced.size();
  }

  /** What a backup of its files has. */
  public synchronized InMemoryStores copy() {
    return new InMemoryStores(rows.copy(), rows.copy());
  }

  /** A row as it would survive any crash. */
  public synchronized Optional<Connection> forced(ConnectionId id) {
    return Optional.ofNullable(forced.connections.get(id));
  }

  public ConnectionStore connections() {
    return new InMemoryConnections(this);
  }

  public HoldStore holds() {
    return new InMemoryHolds(this);
  }

  public LineageStore lineage() {
    return new InMemoryLineage(this);
  }

  public IncidentStore incidents() {
    return new InMemoryIncidents(this);
  }

  public NoticeMarks noticeMarks() {
    return new InMemoryNoticeMarks(this);
  }

  public ProviderStore providers() {
    return new InMemoryProviders(this);
  }

  public PendingAuthorizationStore pendingAuthorizations() {
    return new InMemoryPendingAuthorizations(this);
  }

  public StoreRepair repair() {
    return new InMemoryRepair(this);
  }

  /** One transaction; when it answers false it has changed nothing. */
  synchronized boolean write(String kind, Predicate<StoreRows> transaction) {
    refuseIfAway();
    beforeWrite.accept(kind);
    if (!transaction.test(rows)) {
      return false;
    }
    unforced.add(transaction);
    afterWrite.accept(kind);
    return true;
  }

  synchronized <T> T read(Function<StoreRows, T> question) {
    refuseIfAway();
    reads++;
    return question.apply(rows);
  }

  /** What a database does on fsync. */
  synchronized void force() {
    refuseIfAway();
    forced = rows.copy();
    unforced.clear();
  }

  private void refuseIfAway() {
    if (away) {
      throw new StoreUnavailableException("the store is away");
    }
  }

  private record InMemoryProviders(InMemoryStores stores) implements ProviderStore {
    @Override
    public Optional<Provider> find(ProviderName name) {
      return stores.read(rows -> Optional.ofNullable(rows.providers.get(name)));
    }

    @Override
    public List<Provider> list() {
      return stores.read(rows -> List.copyOf(rows.providers.values()));
    }

    @Override
    public boolean write(Provider provider) {
      return stores.write(
          "provider",
          rows -> {
            Provider stored = rows.providers.get(provider.name());
            long before = stored == null ? 0 : stored.revision();
            if (provider.revision() != before + 1) {
              return false;
            }
            rows.providers.put(provider.name(), provider);
            return true;
          });
    }

    @Override
    public boolean delete(ProviderName name) {
      return stores.write("provider", rows -> rows.providers.remove(name) != null);
    }
  }
}
