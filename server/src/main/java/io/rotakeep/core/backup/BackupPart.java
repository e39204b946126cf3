package io.rotakeep.core.backup;

import io.rotakeep.core.rotation.Change;

/** What a backup consists of, in this order. */
public sealed interface BackupPart {

  /** Once, first. */
  record Header(BackupHeader header) implements BackupPart {}

  /** The keys as the seal keeps them: wrapped. Once. */
  final class Seal implements BackupPart {
    private final byte[] blob;

    Seal(byte[] blob) {
      this.blob = blob;
    }

    public byte[] blob() {
      return blob.clone();
    }
  }

  /** A row, in the form in which the journal repeats it. */
  record Row(Change change) implements BackupPart {}

  record Adopted(Ancestor ancestor) implements BackupPart {}

  /**
   * A segment of the journal begins; its bytes follow.
   *
   * @param length of the file; what follows its used bytes is zeros
   * @param used how many bytes follow
   */
  record Segment(int length, int used) implements BackupPart {}

  /** The segment's next bytes. */
  final class SegmentBytes implements BackupPart {
    private final byte[] bytes;

    SegmentBytes(byte[] bytes) {
      this.bytes = bytes;
    }

    public byte[] bytes() {
      return bytes.clone();
    }
  }

  /** Once, last: what came before is whole. */
  record End(BackupCounts counts) implements BackupPart {}
}
