package io.rotakeep.core.connection;

class InMemoryLineageStoreTest extends LineageStoreContract {
  @Override
  protected StoreSet openStores() {
    return new InMemoryStoreSet(new InMemoryStores());
  }
}
