package io.rotakeep.adapter.sql;

import io.rotakeep.core.rotation.FailedStore;
import io.rotakeep.core.rotation.StoreRepair;
import java.util.function.Consumer;

/** A database that may have given itself up. */
record SqlFailedStore(Database database) implements FailedStore {
  @Override
  public boolean hasFailed() {
    return database.hasFailed();
  }

  @Override
  public Condition condition() {
    return hasFailed()
        ? new Condition.Refusing("the database gave up after an error of its disk")
        : new Condition.Sound();
  }

  @Override
  public void reopen(Consumer<StoreRepair> repair) {
    database.reopen(fresh -> repair.accept(new SqlStoreRepair(fresh, null)));
  }
}
