package io.rotakeep.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.audit.AuditEntry;
import io.rotakeep.core.audit.AuditPage;
import io.rotakeep.core.audit.AuditPlace;
import io.rotakeep.core.audit.AuditQuery;
import io.rotakeep.core.audit.AuditUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditSearchTest {
  private static final int RECORDS = 120;
  private static final Instant LATER = Instant.EPOCH.plusSeconds(1_000_000);

  @TempDir Path directory;

  private TrailBed bed = new TrailBed(Path.of(""));
  private AuditSearch search = new AuditSearch(Path.of(""));

  @BeforeEach
  void writeRotatedFiles() {
    bed = new TrailBed(directory);
    search = new AuditSearch(bed.file);
    try (FileAuditDevice device = bed.open(4_000, 1_000)) {
      for (int i = 0; i < RECORDS; i++) {
        device.recordDurably(TrailBed.record("n" + i, Instant.EPOCH.plusSeconds(60L * i)));
      }
    }
  }

  @Test
  void findsAllTheNewestFirstPageByPage() {
    assertThat(foundPageByPage()).isEqualTo(all());
  }

  @Test
  void findsEachOnceThoughCopiesLieBesideIt() throws Exception {
    for (Path file : bed.files()) {
      Files.copy(file, copyOf(file, "copy"));
      byte[] earlier = Files.readAllBytes(file);
      Files.write(copyOf(file, "earlier"), Arrays.copyOf(earlier, earlier.length / 2));
    }

    assertThat(foundPageByPage()).isEqualTo(all());
  }

  /** Root can read it all the same. */
  @Test
  void passesOverWhatLiesBesideItAndCannotBeRead() throws Exception {
    Path copy = Files.copy(bed.file, copyOf(bed.file, "copy"));
    Files.setPosixFilePermissions(copy, Set.of());

    assertThat(foundPageByPage()).isEqualTo(all());
  }

  @Test
  void findsAllThatIsThereWhileFilesArePutAway() throws Exception {
    AtomicInteger written = new AtomicInteger();
    AtomicBoolean ended = new AtomicBoolean();
    try (FileAuditDevice device = bed.open(8_000, 1_000)) {
      Thread writer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!ended.get()) {
                      device.recordDurably(TrailBed.record("more", LATER));
                      written.incrementAndGet();
                    }
                  });
      try {
        for (int there = 0; there < 600; there = written.get()) {
          AuditPage page = search.search(query(LATER, null, _ -> true, 100_000, null));
          assertThat(page.entries()).hasSizeGreaterThanOrEqualTo(there);
        }
      } finally {
        ended.set(true);
        writer.join();
      }
    }
  }

  @Test
  void keepsToTheTimesAndConditions() {
    AuditPage page =
        search.search(
            query(
                Instant.EPOCH.plusSeconds(60 * 100),
                Instant.EPOCH.plusSeconds(60 * 110),
                entry -> entry.field("caller").endsWith("5"),
                100,
                null));

    assertThat(page.entries()).extracting(entry -> entry.field("caller")).containsExactly("n105");
    assertThat(page.entries().getFirst().time()).isEqualTo(Instant.EPOCH.plusSeconds(60 * 105));
    assertThat(page.entries().getFirst().number("generation")).isEqualTo(7);
    assertThat(page.next()).isNull();
  }

  @Test
  void goesOnInAFileThatWasRenamedMeanwhileAndSaysWhenItIsGone() throws Exception {
    AuditPlace next = search.search(query(null, null, _ -> true, 3, null)).next();
    assertThat(next).isNotNull();
    Path away = directory.resolve("audit.jsonl.1");
    Files.move(bed.file, away);

    assertThat(search.search(query(null, null, _ -> true, 1, next)).entries()).hasSize(1);

    Files.delete(away);
    assertThatThrownBy(() -> search.search(query(null, null, _ -> true, 1, next)))
        .isInstanceOf(AuditUnavailableException.class);
  }

  private List<String> foundPageByPage() {
    List<String> found = new ArrayList<>();
    AuditPlace next = null;
    do {
      AuditPage page = search.search(query(null, null, _ -> true, 7, next));
      assertThat(page.entries().size()).isLessThanOrEqualTo(7);
      page.entries().forEach(entry -> found.add(entry.field("caller")));
      assertThat(found.size()).as("it comes to an end").isLessThanOrEqualTo(2 * RECORDS);
      next = page.next();
    } while (next != null);
    return found;
  }

  private static List<String> all() {
    return IntStream.range(0, RECORDS).map(i -> RECORDS - 1 - i).mapToObj(i -> "n" + i).toList();
  }

  private static Path copyOf(Path file, String name) {
    return file.resolveSibling(file.getFileName() + "." + name);
  }

  private static AuditQuery query(
      @Nullable Instant since,
      @Nullable Instant until,
      Predicate<AuditEntry> wanted,
      int limit,
      @Nullable AuditPlace before) {
    return new AuditQuery(since, until, wanted, limit, before);
  }
}
