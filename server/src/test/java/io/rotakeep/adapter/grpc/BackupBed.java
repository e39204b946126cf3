package io.rotakeep.adapter.grpc;

import io.rotakeep.adapter.sql.SqlStores;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.backup.LastBackup;
import io.rotakeep.core.backup.StoreBackup;
import io.rotakeep.core.rotation.RotationJournal;
import io.rotakeep.core.seal.SealStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/** Backups of the store of a test, with keys and a journal that nobody could restore. */
final class BackupBed {
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private BackupBed() {}

  static BackupStreaming of(
      SqlStores stores, RotationJournal journal, AuditDevice audit, LastBackup last) {
    InstantSource clock = InstantSource.system();
    return new BackupStreaming(
        new StoreBackup(
            new StoreBackup.Sources(
                new SameKeys(),
                stores.rows(),
                (_, _, taker) -> taker.segment(1 << 16, ByteBuffer.allocate(1 << 12))),
            journal,
            new StoreBackup.Origin(new UUID(1, 1), "0.1.0", "a"),
            audit,
            last,
            clock),
        clock,
        LONGEST_PAUSE);
  }

  private static final class SameKeys implements SealStore {
    @Override
    public Optional<byte[]> load() {
      return Optional.of(new byte[] {1});
    }

    @Override
    public void forgetOlder() {}

    @Override
    public void save(byte[] blob) {
      throw new UnsupportedOperationException();
    }
  }
}
