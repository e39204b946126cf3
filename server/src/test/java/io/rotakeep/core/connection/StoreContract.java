package io.rotakeep.core.connection;

import io.rotakeep.core.rotation.StoreRepair;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the contract tests of the stores share: fresh stores, and locks to write with. */
public abstract class StoreContract {
  private final ConnectionLocks locks = new ConnectionLocks();
  private @Nullable StoreSet stores;

  /** Empty stores of which {@link StoreRepair#initialize} has not been called. */
  protected abstract StoreSet openStores();

  @BeforeEach
  final void openAll() {
    stores = openStores();
  }

  @AfterEach
  final void closeAll() {
    stores().close();
  }

  protected final StoreSet stores() {
    if (stores == null) {
      throw new IllegalStateException("asked before the test began");
    }
    return stores;
  }

  protected final void reopen() {
    stores = stores().reopened();
  }

  protected final boolean create(Connection connection) {
    return locked(connection.id(), lock -> stores().connections().create(lock, connection));
  }

  protected final boolean replace(Connection before, Connection after) {
    return locked(before.id(), lock -> stores().connections().replace(lock, before, after));
  }

  protected final boolean delete(Connection before, Tombstone tombstone) {
    return locked(before.id(), lock -> stores().connections().delete(lock, before, tombstone));
  }

  protected final boolean locked(ConnectionId id, Function<ConnectionLock, Boolean> work) {
    return locks.whileHolding(id, work);
  }

  protected static Tombstone tombstone(Connection connection) {
    return new Tombstone(
        connection.id(), connection.generation(), connection.revision() + 1, Samples.NOW);
  }
}
