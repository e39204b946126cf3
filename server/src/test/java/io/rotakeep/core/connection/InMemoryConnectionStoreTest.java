package io.rotakeep.core.connection;

class InMemoryConnectionStoreTest extends ConnectionStoreContract {
  @Override
  protected StoreSet openStores() {
    return new InMemoryStoreSet(new InMemoryStores());
  }
}
