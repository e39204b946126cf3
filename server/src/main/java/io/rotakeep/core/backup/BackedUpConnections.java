package io.rotakeep.core.backup;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.rotation.Change;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of connections in a backup whose every checksum was right when {@link BackupContents}
 * read it, one at a time and by their ids. Each is as it was when the backup came by; what became
 * of it until the backup's end is in the journal behind the rows. Not thread-safe.
 */
public final class BackedUpConnections implements Iterator<Connection> {
  private final BackupReader reader;
  private final String sha256;
  private @Nullable Connection next;
  private boolean ended;

  /**
   * @param contents of the same backup
   * @throws BackupRefusedException if it does not begin as one any more
   */
  public BackedUpConnections(InputStream in, BackupContents contents) throws IOException {
    this.reader = new BackupReader(in);
    this.sha256 = contents.sha256();
  }

  /**
   * Reads on to the next one, after the last to the backup's end.
   *
   * @throws BackupRefusedException if it is another backup by now
   */
  @Override
  public boolean hasNext() {
    try {
      while (next == null && !ended) {
        read(reader.next().orElse(null));
      }
      return next != null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Connection next() {
    Connection found = hasNext() ? next : null;
    if (found == null) {
      throw new NoSuchElementException();
    }
    next = null;
    return found;
  }

  /**
   * @param part null at the end
   */
  private void read(@Nullable BackupPart part) {
    if (part == null) {
      ended = true;
      requireUnchanged();
    } else if (part instanceof BackupPart.Row(Change.ConnectionWritten(Connection row))) {
      next = row;
    }
  }

  private void requireUnchanged() {
    if (!HexFormat.of().formatHex(reader.sha256()).equals(sha256)) {
      throw new BackupRefusedException(
          "was changed while it was read: what was told of it does not count; see that nobody"
              + " writes to it, and run it again");
    }
  }
}
