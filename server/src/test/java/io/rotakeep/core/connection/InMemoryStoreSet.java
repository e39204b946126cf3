package io.rotakeep.core.connection;

import io.rotakeep.core.enrollment.PendingAuthorizationStore;
import io.rotakeep.core.incident.IncidentStore;
import io.rotakeep.core.notice.NoticeMarks;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.core.rotation.StoreRepair;

/** {@link InMemoryStores} as the contract tests want them. */
public record InMemoryStoreSet(InMemoryStores stores) implements StoreSet {
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
    return new InMemoryStoreSet(stores.crash(false));
  }

  @Override
  public void close() {}
}
