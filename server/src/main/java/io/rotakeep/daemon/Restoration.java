package io.rotakeep.daemon;

import io.rotakeep.adapter.file.FileSealStore;
import io.rotakeep.adapter.file.NewDataDirectory;
import io.rotakeep.adapter.journal.FileWitness;
import io.rotakeep.adapter.journal.FileWriteAheadLog;
import io.rotakeep.adapter.journal.JournalPlacing;
import io.rotakeep.adapter.sql.SqlStores;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.core.backup.BackedUpConnections;
import io.rotakeep.core.backup.BackupContents;
import io.rotakeep.core.backup.BackupReader;
import io.rotakeep.core.backup.BackupRefusedException;
import io.rotakeep.core.backup.StoreRestore;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.rotation.JournalPoint;
import io.rotakeep.core.rotation.RestoredStore;
import io.rotakeep.core.rotation.StoreRefusedException;
import io.rotakeep.core.rotation.WitnessReading;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes a store of a backup while no daemon runs. It starts distrusted, whatever lies beside it:
 * the witness is read and never written, and the store itself says so as well.
 */
public final class Restoration {
  private static final int BUFFER = 1 << 18;

  private final DaemonSettings settings;
  private final Path file;
  private final BackupContents contents;
  private final OptionalLong witnessed;

  private Restoration(
      DaemonSettings settings, Path file, BackupContents contents, OptionalLong witnessed) {
    this.settings = settings;
    this.file = file;
    this.contents = contents;
    this.witnessed = witnessed;
  }

  /**
   * Reads a backup to its end and shows what is in it.
   *
   * @throws StoreRefusedException naming the file, what is wrong with it, and the mend
   */
  public static BackupContents look(Path file) throws IOException {
    try (InputStream in = open(file)) {
      return BackupContents.read(in);
    } catch (BackupRefusedException e) {
      throw refused(file, e);
    }
  }

  /**
   * Gives the connections in a backup, one by one as they are read.
   *
   * @param contents what {@link #look} has found in it
   * @throws StoreRefusedException as {@link #look}, also if it is another backup by now
   */
  public static void list(Path file, BackupContents contents, Consumer<Iterator<Connection>> taker)
      throws IOException {
    try (InputStream in = open(file)) {
      taker.accept(new BackedUpConnections(in, contents));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (BackupRefusedException e) {
      throw refused(file, e);
    }
  }

  /**
   * Finds out whether it can be restored, and changes nothing.
   *
   * @throws RuntimeException with one clear line that says why not, and the mend
   */
  public static Restoration prepare(DaemonSettings settings, Path file) throws IOException {
    BackupContents contents = look(file);
    NewDataDirectory.requireEmpty(settings.dataDir());
    OptionalLong witnessed = witnessed(settings.witness(), contents.header().storeId());
    return new Restoration(settings, file, contents, witnessed);
  }

  public BackupContents contents() {
    return contents;
  }

  /** How many changes the witness has seen since the backup; empty if there is no witness. */
  public OptionalLong changesSince() {
    return witnessed.isPresent()
        ? OptionalLong.of(Math.max(0, witnessed.getAsLong() - contents.counts().through()))
        : OptionalLong.empty();
  }

  /**
   * Whose refresh token was sent since the backup was begun, as the audit's file on this machine
   * tells it, unverified. Reads all that was recorded since.
   *
   * @return ids of connections; empty if there is no such file
   * @throws io.rotakeep.core.audit.AuditUnavailableException if it cannot be read
   */
  public Optional<Set<String>> refreshedSince() {
    return RefreshedSince.of(settings, contents.header().taken());
  }

  /**
   * Makes the data directory. A crash at any moment leaves none, or the whole of it.
   *
   * @return since when the store is distrusted
   * @throws RuntimeException with one clear line if it cannot be made
   */
  public Instant run(InstantSource clock) throws IOException {
    try (NewDataDirectory directory = NewDataDirectory.beside(settings.dataDir())) {
      Instant distrusted;
      try (SqlStores stores = SqlStores.inH2(directory.path())) {
        fill(directory, stores);
        distrusted = bringUp(directory, stores, clock);
      }
      directory.publish();
      return distrusted;
    } catch (BackupRefusedException e) {
      throw refused(file, e);
    }
  }

  private void fill(NewDataDirectory directory, SqlStores stores) throws IOException {
    FileSealStore seal = new FileSealStore(directory.file(StoreFiles.SEAL));
    try (InputStream in = open(file);
        JournalPlacing journal = new JournalPlacing(directory.file(StoreFiles.JOURNAL))) {
      BackupReader reader = new BackupReader(in);
      new StoreRestore(new StoreRestore.Parts(seal, stores.repair(), stores.ancestors(), journal))
          .from(reader);
      requireUnchanged(reader);
    }
  }

  /** What was told of it, and its mark, are of the first reading. */
  private void requireUnchanged(BackupReader reader) {
    if (!HexFormat.of().formatHex(reader.sha256()).equals(contents.sha256())) {
      throw new BackupRefusedException(
          "was changed while it was read; nothing was made: see that nobody writes to it, and"
              + " restore it again");
    }
  }

  private Instant bringUp(NewDataDirectory directory, SqlStores stores, InstantSource clock) {
    try (FileWriteAheadLog log =
        FileWriteAheadLog.open(
            directory.file(StoreFiles.JOURNAL),
            contents.header().storeId(),
            FileWriteAheadLog.DEFAULT_SEGMENT_BYTES,
            new NoWitness())) {
      return new RestoredStore(log, stores.repair(), clock).bringUp(contents.header().mark());
    }
  }

  private static OptionalLong witnessed(Path path, UUID storeId) {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return OptionalLong.empty();
    }
    return switch (FileWitness.look(path)) {
      case WitnessReading.Missing _ -> OptionalLong.empty();
      case WitnessReading.At(UUID id, JournalPoint point) when id.equals(storeId) ->
          OptionalLong.of(point.sequence());
      case WitnessReading.At(UUID id, JournalPoint _) ->
          throw new StoreRefusedException(
              path
                  + ": is the witness of store "
                  + id
                  + ", the backup is of store "
                  + storeId
                  + "; name that store's own witness in the daemon's file, or a file that does"
                  + " not exist yet");
      case WitnessReading.Damaged(String why) ->
          throw new StoreRefusedException(
              path + ": the witness is damaged (" + why + "); move it away");
    };
  }

  private static InputStream open(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      throw new StoreRefusedException(file + ": is not there, or no regular file");
    }
    return new BufferedInputStream(Files.newInputStream(file), BUFFER);
  }

  private static StoreRefusedException refused(Path file, BackupRefusedException why) {
    @Nullable String rule = why.getMessage();
    return new StoreRefusedException(file + ": " + rule);
  }
}
