package io.rotakeep.core.backup;

import io.rotakeep.core.rotation.Change;
import io.rotakeep.core.rotation.StoreRepair;
import io.rotakeep.core.seal.SealStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Puts a backup's parts where no store is yet. What comes of it counts only once the last part has
 * been read. Used once.
 */
public final class StoreRestore {
  /** A transaction for each row would take several times as long. */
  private static final int AT_ONCE = 256;

  private final Parts parts;
  private final List<Change> changes = new ArrayList<>();
  private final List<Ancestor> ancestors = new ArrayList<>();

  /** Where the parts go; all of them empty. */
  public record Parts(
      SealStore seal, StoreRepair repair, AncestorStore ancestors, JournalBuilding journal) {}

  public StoreRestore(Parts parts) {
    this.parts = parts;
  }

  /**
   * @throws BackupRefusedException saying what is wrong with it
   */
  public void from(BackupReader reader) throws IOException {
    for (Optional<BackupPart> part = reader.next(); part.isPresent(); part = reader.next()) {
      put(part.get());
    }
  }

  private void put(BackupPart part) throws IOException {
    switch (part) {
      case BackupPart.Header(BackupHeader header) -> parts.repair().initialize(header.storeId());
      case BackupPart.Seal seal -> parts.seal().save(seal.blob());
      case BackupPart.Row(Change change) -> {
        changes.add(change);
        putRows(AT_ONCE);
      }
      case BackupPart.Adopted(Ancestor ancestor) -> {
        putRows(1); // or they would take the ancestors' places
        ancestors.add(ancestor);
        putAncestors(AT_ONCE);
      }
      case BackupPart.Segment(int length, int _) -> parts.journal().begin(length);
      case BackupPart.SegmentBytes bytes -> parts.journal().bytes(bytes.bytes());
      case BackupPart.End _ -> {
        putRows(1);
        putAncestors(1);
        parts.journal().finish();
      }
    }
  }

  private void putRows(int many) {
    if (changes.size() >= many) {
      parts.repair().restore(List.copyOf(changes));
      changes.clear();
    }
  }

  private void putAncestors(int many) {
    if (ancestors.size() >= many) {
      parts.ancestors().restore(List.copyOf(ancestors));
      ancestors.clear();
    }
  }
}
