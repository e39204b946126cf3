package io.rotakeep.daemon;

import io.rotakeep.adapter.file.FileSealStore;
import io.rotakeep.adapter.journal.JournalCopy;
import io.rotakeep.core.backup.StoreBackup;
import java.nio.file.Path;

/** What a running daemon needs to copy its store. */
final class Backups {
  private Backups() {}

  static StoreBackup of(Premises premises, OpenVault vault) {
    Path data = premises.settings().dataDir();
    return new StoreBackup(
        new StoreBackup.Sources(
            new FileSealStore(data.resolve(StoreFiles.SEAL)),
            premises.files().stores().rows(),
            new JournalCopy(data.resolve(StoreFiles.JOURNAL))),
        vault.core.journal,
        new StoreBackup.Origin(
            premises.files().storeId(), Version.text(), premises.settings().node()),
        premises.audit(),
        premises.files().lastBackup(),
        premises.clock());
  }
}
