package io.rotakeep.adapter.sql;

import io.rotakeep.core.backup.AncestorStore;
import io.rotakeep.core.backup.BackupMarks;
import io.rotakeep.core.backup.StoreRows;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.core.connection.HoldStore;
import io.rotakeep.core.connection.LineageStore;
import io.rotakeep.core.enrollment.PendingAuthorizationStore;
import io.rotakeep.core.incident.IncidentStore;
import io.rotakeep.core.notice.NoticeMarks;
import io.rotakeep.core.provider.ProviderStore;
import io.rotakeep.core.rewrap.RewrapMarks;
import io.rotakeep.core.rotation.FailedStore;
import io.rotakeep.core.rotation.StoreRepair;
import io.rotakeep.core.rotation.StoreRepair.Mark;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** All stores of one database, closed together. */
public final class SqlStores implements AutoCloseable {
  private static final String NAME = "rotakeep";

  private final Database database;
  private final @Nullable Mark found;

  /**
   * Looks at the H2 database in the directory and changes nothing: it is made, or opened for
   * writing, when a store is first used for more than {@link StoreRepair#mark}.
   *
   * @throws io.rotakeep.core.rotation.StoreRefusedException if it is damaged or in use
   */
  public static SqlStores inH2(Path directory) {
    H2File file = new H2File(directory, NAME);
    return new SqlStores(new Database(Engine.H2, file::open), file.probe().orElse(null));
  }

  SqlStores(Database database, @Nullable Mark found) {
    this.database = database;
    this.found = found;
  }

  public ConnectionStore connections() {
    return new SqlConnectionStore(database);
  }

  public HoldStore holds() {
    return new SqlHoldStore(database);
  }

  public LineageStore lineage() {
    return new SqlLineageStore(database);
  }

  public IncidentStore incidents() {
    return new SqlIncidentStore(database);
  }

  public ProviderStore providers() {
    return new SqlProviderStore(database);
  }

  public PendingAuthorizationStore pendingAuthorizations() {
    return new SqlPendingAuthorizationStore(database);
  }

  public NoticeMarks noticeMarks() {
    return new SqlNoticeMarks(database);
  }

  public RewrapMarks rewrapMarks() {
    return new SqlRewrapMarks(database);
  }

  public BackupMarks backupMarks() {
    return new SqlBackupMarks(database);
  }

  public StoreRepair repair() {
    return new SqlStoreRepair(database, found);
  }

  /** Everything that a backup must have, read while the database is in use. */
  public StoreRows rows() {
    return new SqlStoreRows(database);
  }

  public AncestorStore ancestors() {
    return new SqlAncestors(database);
  }

  /** For when the database fails in use. */
  public FailedStore failure() {
    return new SqlFailedStore(database);
  }

  /**
   * Has the pool of connections report what it does; to be called once. Opens the database.
   *
   * @param registry a meter registry of a kind that the pool knows, such as Micrometer's
   */
  public void measure(Object registry) {
    database.measure(registry);
  }

  @Override
  public void close() {
    database.close();
  }
}
