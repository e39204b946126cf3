package io.rotakeep.adapter.sql;

import io.rotakeep.core.connection.NoticeMarksContract;
import io.rotakeep.core.connection.StoreSet;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class H2NoticeMarksTest extends NoticeMarksContract {
  @TempDir Path directory;

  @Override
  protected StoreSet openStores() {
    return SqlStoreSet.open(() -> SqlStores.inH2(directory));
  }
}
