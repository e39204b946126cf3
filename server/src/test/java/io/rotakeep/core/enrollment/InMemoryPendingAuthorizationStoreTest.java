package io.rotakeep.core.enrollment;

import io.rotakeep.core.connection.InMemoryStoreSet;
import io.rotakeep.core.connection.InMemoryStores;
import io.rotakeep.core.connection.StoreSet;

class InMemoryPendingAuthorizationStoreTest extends PendingAuthorizationStoreContract {
  @Override
  protected StoreSet openStores() {
    return new InMemoryStoreSet(new InMemoryStores());
  }
}
