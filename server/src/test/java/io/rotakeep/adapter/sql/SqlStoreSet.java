package io.rotakeep.adapter.sql;

import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.HoldStore;
import io.rotakeep.core.connection.LineageStore;
import io.rotakeep.core.connection.StoreSet;
import io.rotakeep.core.enrollment.PendingAuthorizationStore;
import io.rotakeep.core.incident.IncidentStore;
import io.rotakeep.core.notice.NoticeMarks;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.core.rotation.StoreRepair;
import java.util.function.Supplier;

/** The SQL stores, to be opened any number of times on the same rows. */
record SqlStoreSet(SqlStores stores, Supplier<SqlStores> opener) implements StoreSet {

  static SqlStoreSet open(Supplier<SqlStores> opener) {
    return new SqlStoreSet(opener.get(), opener);
  }

  @Override
  public ConnectionStore connections() {
    return stores.connections();
  }

  @Override
  public HoldStore holds() {
    return stores.holds();
  }

  @Override
  public LineageStore lineage() {
    return stores.lineage();
  }

  @Override
  public IncidentStore incidents() {
    return stores.incidents();
  }

  @Override
  public NoticeMarks noticeMarks() {
    return stores.noticeMarks();
  }

  @Override
  public ProviderStore providers() {
    return stores.providers();
  }

  @Override
  public PendingAuthorizationStore pendingAuthorizations() {
    return stores.pendingAuthorizations();
  }

  @Override
  public StoreRepair repair() {
    return stores.repair();
  }

  @Override
  public StoreSet reopened() {
    close();
    return open(opener);
  }

  @Override
  public void close() {
    stores.close();
  }
}
