package io.rotakeep.core.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rotakeep.core.connection.Samples;
import io.rotakeep.core.rotation.Change;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BackedUpConnectionsTest {
  private static final int MANY = 5_000;

  @Test
  void givesEachRowOfAConnection() throws IOException {
    byte[] backup = backup(3);

    assertThat(ids(read(backup, backup))).containsExactly("acme/0", "acme/1", "acme/2");
  }

  @Test
  void givesNothingOfABackupWithoutAny() throws IOException {
    byte[] backup = backup(0);

    assertThat(read(backup, backup).hasNext()).isFalse();
  }

  /** So a store of any size needs memory for one row. */
  @Test
  void readsNoFurtherThanIsAskedFor() throws IOException {
    byte[] backup = backup(MANY);
    var counted = new Counted(backup);
    var connections = new BackedUpConnections(counted, contents(backup));

    var _ = connections.next();

    assertThat(counted.read).isLessThan(backup.length / 100);
  }

  @Test
  void refusesAtItsEndABackupThatIsAnotherByNow() throws IOException {
    var connections = read(backup(4), backup(3));

    assertThat(connections.next().id().value()).isEqualTo("acme/0");
    assertThatExceptionOfType(BackupRefusedException.class)
        .isThrownBy(() -> ids(connections))
        .withMessageContaining("was changed while it was read");
  }

  @Test
  void saysThatItCannotBeReadAnyMore() throws IOException {
    byte[] backup = backup(MANY);
    var connections = new BackedUpConnections(new Broken(backup), contents(backup));

    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(() -> ids(connections))
        .withMessageContaining("input/output error");
  }

  private static BackedUpConnections read(byte[] now, byte[] before) throws IOException {
    return new BackedUpConnections(new ByteArrayInputStream(now), contents(before));
  }

  private static BackupContents contents(byte[] backup) throws IOException {
    return BackupContents.read(new ByteArrayInputStream(backup));
  }

  private static List<String> ids(BackedUpConnections connections) {
    List<String> ids = new ArrayList<>();
    connections.forEachRemaining(row -> ids.add(row.id().value()));
    return ids;
  }

  private static byte[] backup(int connections) {
    var bytes = new ByteArrayOutputStream();
    var out =
        new BackupWriter(
            block -> {
              bytes.writeBytes(block);
              return true;
            });
    out.header(new BackupHeader(UUID.randomUUID(), "0.1.0", "a", Samples.NOW, 7));
    out.seal(new byte[] {1});
    out.sum();
    IntStream.range(0, connections)
        .mapToObj(n -> new Change.ConnectionWritten(Samples.active("acme/" + n)))
        .forEach(out::row);
    out.row(new Change.ProviderDeleted(Samples.PROVIDER, 3));
    out.sum();
    out.sum();
    out.sum();
    out.end(new BackupCounts(connections, 1, 0, 0, 9));
    return bytes.toByteArray();
  }

  private static final class Counted extends FilterInputStream {
    private int read;

    Counted(byte[] bytes) {
      super(new ByteArrayInputStream(bytes));
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int now = super.read(bytes, from, length);
      read += Math.max(0, now);
      return now;
    }
  }

  /** Gives half of it. */
  private static final class Broken extends FilterInputStream {
    Broken(byte[] bytes) {
      super(new ByteArrayInputStream(bytes, 0, bytes.length / 2));
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int now = super.read(bytes, from, length);
      if (now < 0) {
        throw new IOException("input/output error");
      }
      return now;
    }
  }
}
