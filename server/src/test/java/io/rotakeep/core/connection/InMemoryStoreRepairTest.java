package io.rotakeep.core.connection;

class InMemoryStoreRepairTest extends StoreRepairContract {
  @Override
  protected StoreSet openStores() {
    return new InMemoryStoreSet(new InMemoryStores());
  }
}
