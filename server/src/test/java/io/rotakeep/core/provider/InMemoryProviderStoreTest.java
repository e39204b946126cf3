package io.rotakeep.core.provider;

import io.rotakeep.core.connection.InMemoryStoreSet;
import io.rotakeep.core.connection.InMemoryStores;
import io.rotakeep.core.connection.StoreSet;

class InMemoryProviderStoreTest extends ProviderStoreContract {
  @Override
  protected StoreSet openStores() {
    return new InMemoryStoreSet(new InMemoryStores());
  }
}
