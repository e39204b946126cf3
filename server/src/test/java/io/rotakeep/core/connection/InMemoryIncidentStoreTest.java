package io.rotakeep.core.connection;

class InMemoryIncidentStoreTest extends IncidentStoreContract {
  @Override
  protected StoreSet openStores() {
    return new InMemoryStoreSet(new InMemoryStores());
  }
}
