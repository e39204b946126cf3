package io.rotakeep.core.backup;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.rotation.Change;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a backup holds, read from its beginning to its end: so every checksum in it is right. Needs
 * no keys, and shows nothing that is encrypted.
 *
 * @param connectionsByProvider how many rows of connections there are of each
 * @param sha256 of the whole file, in hexadecimal digits
 */
public record BackupContents(
    BackupHeader header,
    BackupCounts counts,
    Map<String, Long> connectionsByProvider,
    String sha256) {

  /**
   * @throws BackupRefusedException saying what is wrong with it
   */
  public static BackupContents read(InputStream in) throws IOException {
    BackupReader reader = new BackupReader(in);
    BackupHeader header = null;
    BackupCounts counts = null;
    Map<String, Long> byProvider = new TreeMap<>();
    for (Optional<BackupPart> part = reader.next(); part.isPresent(); part = reader.next()) {
      switch (part.get()) {
        case BackupPart.Header(BackupHeader first) -> header = first;
        case BackupPart.Row(Change.ConnectionWritten(Connection connection)) ->
            byProvider.merge(connection.provider().value(), 1L, Long::sum);
        case BackupPart.End(BackupCounts last) -> counts = last;
        case BackupPart.Seal _,
            BackupPart.Row _,
            BackupPart.Adopted _,
            BackupPart.Segment _,
            BackupPart.SegmentBytes _ -> {}
      }
    }
    if (header == null || counts == null) {
      throw new BackupRefusedException("has no beginning or no end; take another backup");
    }
    return new BackupContents(
        header, counts, Map.copyOf(byProvider), HexFormat.of().formatHex(reader.sha256()));
  }
}
