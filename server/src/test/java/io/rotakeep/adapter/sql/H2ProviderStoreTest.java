package io.rotakeep.adapter.sql;

import io.rotakeep.core.connection.StoreSet;
import io.rotakeep.core.provider.ProviderStoreContract;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class H2ProviderStoreTest extends ProviderStoreContract {
  @TempDir Path directory;

  @Override
  protected StoreSet openStores() {
    return SqlStoreSet.open(() -> SqlStores.inH2(directory));
  }
}
