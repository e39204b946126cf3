package io.rotakeep.adapter.audit;

import io.rotakeep.core.audit.AuditArchive;
import io.rotakeep.core.audit.AuditEntry;
import io.rotakeep.core.audit.AuditPage;
import io.rotakeep.core.audit.AuditPlace;
import io.rotakeep.core.audit.AuditQuery;
import io.rotakeep.core.audit.AuditUnavailableException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks for records in the files of a trail, the newest first, whether it is being written or not.
 * It reads backwards, and ends where the lines are older than what is asked for. What it finds it
 * does not verify.
 */
public final class AuditSearch implements AuditArchive {
  /** Lines of different chains are written at the same time, and clocks are set back. */
  private static final Duration SLACK = Duration.ofMinutes(1);

  /** How much one call looks at. */
  private static final long MOST_BYTES = 32L << 20;

  private final Path path;

  /**
   * @param path the file that is written; those put away lie beside it
   */
  public AuditSearch(Path path) {
    this.path = path;
  }

  /** A file of the trail, by its first line. */
  private record Volume(Path file, String segment, Instant begun) {}

  @Override
  public AuditPage search(AuditQuery query) {
    try {
      List<Volume> volumes = volumes();
      AuditPlace before = query.before();
      int first = before == null ? 0 : indexOf(volumes, before);
      return new Reading(query).through(volumes.subList(first, volumes.size()), before);
    } catch (IOException e) {
      throw new AuditUnavailableException(path + ": the audit cannot be read", e);
    }
  }

  private static int indexOf(List<Volume> volumes, AuditPlace place) {
    for (int i = 0; i < volumes.size(); i++) {
      if (volumes.get(i).segment().equals(place.file())) {
        return i;
      }
    }
    throw new AuditUnavailableException(
        "the file where the page before ended is not there any more; begin anew");
  }

  /** The newest first. */
  private List<Volume> volumes() throws IOException {
    List<Path> files = new ArrayList<>(new SiblingFiles(path).all());
    files.add(path);
    List<Volume> volumes = new ArrayList<>();
    for (Path file : files) {
      Volume volume = OwnerFiles.exists(file) ? volume(file) : null;
      if (volume != null) {
        volumes.add(volume);
      }
    }
    volumes.sort(Comparator.comparing(Volume::begun).reversed());
    return volumes;
  }

  private static @Nullable Volume volume(Path file) throws IOException {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 12)) {
      LineReader lines = new LineReader(in);
      if (!lines.next()) {
        return null;
      }
      Map<String, String> fields = LineFields.read(lines.bytes(), 0, lines.length());
      Instant begun = fields == null ? null : time(fields);
      String segment = fields == null ? null : fields.get("segment");
      return begun == null || segment == null ? null : new Volume(file, segment, begun);
    }
  }

  private static @Nullable Instant time(Map<String, String> fields) {
    try {
      return Instant.parse(fields.getOrDefault("time", ""));
    } catch (DateTimeParseException _) {
      return null;
    }
  }

  /** One call. */
  private static final class Reading {
    private final AuditQuery query;
    private final List<AuditEntry> found = new ArrayList<>();
    private long bytes;
    private boolean past;

    Reading(AuditQuery query) {
      this.query = query;
    }

    AuditPage through(List<Volume> volumes, @Nullable AuditPlace before) throws IOException {
      for (int i = 0; i < volumes.size() && !past; i++) {
        Volume volume = volumes.get(i);
        AuditPlace next = read(volume, i == 0 && before != null ? before.offset() : -1);
        if (next != null) {
          return new AuditPage(found, next);
        }
      }
      return new AuditPage(found, null);
    }

    /** Where to go on if this call ends here; null if the volume is through. */
    private @Nullable AuditPlace read(Volume volume, long end) throws IOException {
      try (FileChannel channel =
          FileChannel.open(
              volume.file(), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
        BackwardLines lines = new BackwardLines(channel, end < 0 ? channel.size() : end);
        while (!past && lines.previous()) {
          bytes += lines.line().length + 1;
          take(volume, lines);
          if (found.size() == query.limit() || bytes > MOST_BYTES) {
            return new AuditPlace(volume.segment(), lines.offset());
          }
        }
        return null;
      }
    }

    private void take(Volume volume, BackwardLines lines) {
      ChainedLine line = ChainedLine.read(lines.line(), lines.line().length);
      Map<String, String> fields = line == null ? null : LineFields.read(lines.line());
      Instant time = fields == null ? null : time(fields);
      if (line == null || fields == null || time == null) {
        return;
      }
      past = query.since() != null && time.isBefore(query.since().minus(SLACK));
      boolean within =
          (query.since() == null || !time.isBefore(query.since()))
              && (query.until() == null || time.isBefore(query.until()));
      if (within && !line.isControl()) {
        AuditEntry entry =
            new AuditEntry(
                new AuditPlace(volume.segment(), lines.offset()),
                line.chain(),
                line.sequence(),
                time,
                fields);
        if (query.wanted().test(entry)) {
          found.add(entry);
        }
      }
    }
  }
}
