package io.rotakeep.adapter.sql;

import io.rotakeep.core.connection.StoreSet;
import io.rotakeep.core.enrollment.PendingAuthorizationStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class H2PendingAuthorizationStoreTest extends PendingAuthorizationStoreContract {
  @TempDir Path directory;

  @Override
  protected StoreSet openStores() {
    return SqlStoreSet.open(() -> SqlStores.inH2(directory));
  }
}
