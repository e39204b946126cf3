package io.rotakeep.cli.operator;

import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import io.rotakeep.cli.daemon.StartFailures;
import io.rotakeep.cli.session.Session;
import io.rotakeep.cli.text.Cell;
import io.rotakeep.cli.text.Columns;
import io.rotakeep.cli.text.Columns.Trait;
import io.rotakeep.cli.text.Layout;
import io.rotakeep.cli.text.Output;
import io.rotakeep.cli.text.Tone;
import io.rotakeep.core.backup.BackupContents;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.daemon.Restoration;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The connections of a backup, told one by one as they are read, without its keys. */
final class BackupListing {
  private static final String ID = "connection";
  private static final String PROVIDER = "provider";
  private static final String STATE = "state";
  private static final String GENERATION = "generation";
  private static final String REFRESHED = "refreshTime";
  private static final String SINCE = "refreshedSince";

  private static final Columns<Struct> COLUMNS =
      Columns.of("ID", (Struct row) -> Cell.of(text(row, ID)))
          .with("PROVIDER", row -> Cell.of(text(row, PROVIDER)), Trait.SHRINKS)
          .with("STATE", row -> Cell.of(text(row, STATE)))
          .with("GEN", row -> Cell.of(generation(row)), Trait.RIGHT)
          .with("LAST REFRESH", row -> Cell.of(refreshed(row)), Trait.DISPENSABLE);

  private final Session session;
  private final @Nullable Set<String> refreshedSince;

  BackupListing(Session session) {
    this(session, null);
  }

  /**
   * @param refreshedSince which connections were refreshed after the backup; null if nobody knows
   */
  BackupListing(Session session, @Nullable Set<String> refreshedSince) {
    this.session = session;
    this.refreshedSince = refreshedSince;
  }

  /**
   * @param contents what was found in it, when all of it was read
   */
  void of(Path backup, BackupContents contents) {
    read(backup, contents, this::print);
  }

  /**
   * The first of them for people, and how many more there are. Of a long backup no more is read
   * than is told.
   */
  List<String> first(int most, Path backup, BackupContents contents) {
    List<Struct> rows = new ArrayList<>();
    read(
        backup,
        contents,
        connections -> {
          while (rows.size() < most && connections.hasNext()) {
            rows.add(row(connections.next()));
          }
        });
    if (rows.isEmpty()) {
      return List.of();
    }
    Layout layout = session.layout();
    List<String> lines = new ArrayList<>(Output.table(rows.iterator(), columns(), layout));
    long more = contents.counts().connections() - rows.size();
    if (more > 0) {
      lines.add(layout.glyphs().ellipsis() + " and " + more + " more: --list");
    }
    return lines;
  }

  private static void read(
      Path backup, BackupContents contents, Consumer<Iterator<Connection>> taker) {
    var _ =
        StartFailures.told(
            () -> {
              Restoration.list(backup, contents, taker);
              return contents;
            });
  }

  private void print(Iterator<Connection> connections) {
    session.output().stream(rows(connections), columns(), "no connections");
  }

  private Columns<Struct> columns() {
    return refreshedSince == null
        ? COLUMNS
        : COLUMNS.with("SINCE THEN", row -> Cell.of(isStale(row) ? "refreshed" : "", Tone.BAD));
  }

  private Iterator<Struct> rows(Iterator<Connection> connections) {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return connections.hasNext();
      }

      @Override
      public Struct next() {
        return row(connections.next());
      }
    };
  }

  private Struct row(Connection connection) {
    var row =
        Struct.newBuilder()
            .putFields(ID, BackupSummary.text(connection.id().value()))
            .putFields(PROVIDER, BackupSummary.text(connection.provider().value()))
            .putFields(STATE, BackupSummary.text(connection.state().word()))
            .putFields(GENERATION, BackupSummary.number(connection.generation().number()));
    @Nullable Instant refreshed = connection.history().refreshed();
    if (refreshed != null) {
      row.putFields(REFRESHED, BackupSummary.text(refreshed.toString()));
    }
    if (refreshedSince != null) {
      row.putFields(SINCE, flag(refreshedSince.contains(connection.id().value())));
    }
    return row.build();
  }

  private static Value flag(boolean value) {
    return Value.newBuilder().setBoolValue(value).build();
  }

  private static boolean isStale(Struct row) {
    return row.getFieldsOrThrow(SINCE).getBoolValue();
  }

  private static String text(Struct row, String field) {
    return row.getFieldsOrThrow(field).getStringValue();
  }

  private static long generation(Struct row) {
    return (long) row.getFieldsOrThrow(GENERATION).getNumberValue();
  }

  /** Unset if it never was. */
  private static Timestamp refreshed(Struct row) {
    return row.containsFields(REFRESHED)
        ? Timestamp.newBuilder()
            .setSeconds(Instant.parse(text(row, REFRESHED)).getEpochSecond())
            .build()
        : Timestamp.getDefaultInstance();
  }
}
