package io.rotakeep.adapter.sql;

import io.rotakeep.core.connection.StoreRepairContract;
import io.rotakeep.core.connection.StoreSet;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class H2StoreRepairTest extends StoreRepairContract {
  @TempDir Path directory;

  @Override
  protected StoreSet openStores() {
    return SqlStoreSet.open(() -> SqlStores.inH2(directory));
  }
}
