package io.rotakeep.core.connection;

class InMemoryHoldStoreTest extends HoldStoreContract {
  @Override
  protected StoreSet openStores() {
    return new InMemoryStoreSet(new InMemoryStores());
  }
}
