package io.rotakeep.core.connection;

class InMemoryConnectionCountsTest extends ConnectionCountsContract {
  @Override
  protected StoreSet openStores() {
    return new InMemoryStoreSet(new InMemoryStores());
  }
}
