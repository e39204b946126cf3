package io.rotakeep.core.connection;

import io.rotakeep.core.enrollment.PendingAuthorizationStore;
import io.rotakeep.core.incident.IncidentStore;
import io.rotakeep.core.notice.NoticeMarks;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.core.rotation.StoreRepair;

/** Stores over one set of rows, as the contract tests need them. */
public interface StoreSet extends AutoCloseable {
  ConnectionStore connections();

  HoldStore holds();

  LineageStore lineage();

  IncidentStore incidents();

  NoticeMarks noticeMarks();

  ProviderStore providers();

  PendingAuthorizationStore pendingAuthorizations();

  StoreRepair repair();

  /** Ends these stores and opens them again on what they left. */
  StoreSet reopened();

  @Override
  void close();
}
