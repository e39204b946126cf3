package io.rotakeep.adapter.audit;

import io.rotakeep.core.audit.AuditArchive;
import io.rotakeep.core.audit.AuditEntry;
import io.rotakeep.core.audit.AuditPage;
import io.rotakeep.core.audit.AuditPlace;
import io.rotakeep.core.audit.AuditQuery;
import io.rotakeep.core.audit.AuditUnavailableException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks for records in the files of a trail, the newest first, whether it is being written or not.
 * It reads backwards, and ends where the lines are older than what is asked for. What it finds it
 * does not verify. Of copies it reads one: the file at the path, else the longest.
 */
public final class AuditSearch implements AuditArchive {
  /** Lines of different chains are written at the same time, and clocks are set back. */
  private static final Duration SLACK = Duration.ofMinutes(1);

  /** How much one call looks at. */
  private static final long MOST_BYTES = 32L << 20;

  /** More than files are put away, one after the other, while one call looks. */
  private static final int MOST_TRIES = 16;

  private final Path path;
  private final TrailFiles files;

  /**
   * @param path the file that is written; those put away lie beside it
   */
  public AuditSearch(Path path) {
    this.path = path;
    this.files = new TrailFiles(path);
  }

  /** A file of the trail, by its first line. */
  private record Volume(Path file, String segment, Instant begun) {}

  @Override
  public AuditPage search(AuditQuery query) {
    try {
      for (int i = 1; i < MOST_TRIES; i++) {
        Object written = OwnerFiles.identityOf(path);
        try {
          AuditPage page = once(query);
          if (isWritten(written)) {
            return page;
          }
        } catch (IOException | AuditUnavailableException e) {
          if (isWritten(written)) {
            throw e;
          }
        }
      }
      return once(query);
    } catch (IOException e) {
      throw new AuditUnavailableException(path + ": the audit cannot be read", e);
    }
  }

  /** Otherwise a file was put away meanwhile, which may have been found under neither name. */
  private boolean isWritten(@Nullable Object file) throws IOException {
    return Objects.equals(file, OwnerFiles.identityOf(path));
  }

  private AuditPage once(AuditQuery query) throws IOException {
    List<Volume> volumes = volumes();
    AuditPlace before = query.before();
    int first = before == null ? 0 : indexOf(volumes, before);
    return new Reading(query).through(volumes.subList(first, volumes.size()), before);
  }

  /** The newest first. */
  private List<Volume> volumes() throws IOException {
    Map<String, Volume> volumes = new HashMap<>();
    for (Path file : files.all()) {
      Map<String, String> first = files.look(file, Map.of(), TrailFiles::firstLine);
      String segment = first.get("segment");
      Instant begun = time(first);
      if (segment != null && begun != null) {
        var _ = volumes.putIfAbsent(segment, new Volume(file, segment, begun));
      }
    }
    return volumes.values().stream()
        .sorted(Comparator.comparing(Volume::begun).thenComparing(Volume::segment).reversed())
        .toList();
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
      } catch (NoSuchFileException _) {
        // There are too many by now, and it was the oldest.
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
