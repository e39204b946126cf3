package io.rotakeep.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Segments that cannot be begun, as on a full disk, and those that take their places. */
final class TrailKeysTest {
  @TempDir Path directory;

  private TrailBed bed = new TrailBed(Path.of(""));

  @BeforeEach
  void bed() {
    bed = new TrailBed(directory);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void haveOneNumberHoweverOftenItIsTried(boolean sealed) throws IOException {
    bed.sealed = sealed;
    try (TrailKeys keys = new TrailKeys(new Run(bed.keys(), new SecureRandom()))) {
      String first = tried(keys);
      assertThat(tried(keys)).isEqualTo(first).endsWith(".1");

      begun(keys, "first");
      assertThat(tried(keys)).endsWith(".2");
      assertThat(tried(keys)).endsWith(".2");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void haveTheKeysOfTheirNumber(boolean sealed) throws IOException {
    bed.sealed = sealed;
    try (TrailKeys keys = new TrailKeys(new Run(bed.keys(), new SecureRandom()))) {
      begun(keys, "first");
      tried(keys);
      bed.sealed = false;
      tried(keys);
      begun(keys, "second");
      begun(keys, "third");
    }

    AuditReport report = bed.verifyTags(directory.resolve("second"));
    assertThat(report.breaks()).isEmpty();
    assertThat(report.checkedTags()).isEqualTo(2);
    assertThat(bed.verifyTags(directory.resolve("third")).breaks()).isEmpty();
  }

  @Test
  void areGoneWithASegmentThatCannotBeBegun() throws IOException {
    byte[] remembered = new byte[Chain.HASH];
    try (TrailKeys keys = new TrailKeys(new Run(bed.keys(), new SecureRandom()))) {
      AppendOnlyFile file = AppendOnlyFile.open(directory.resolve("tried"));
      Segment tried = keys.begin(file);
      assertThat(tried.vouch(remembered)).isNotEmpty();
      file.close();

      assertThatThrownBy(() -> tried.begin(Instant.EPOCH, TrailBed.STORE, null, null))
          .isInstanceOf(IOException.class);

      assertThat(tried.vouch(remembered)).isEmpty();
    }
  }

  private String tried(TrailKeys keys) throws IOException {
    Path file = directory.resolve("tried");
    try (AppendOnlyFile open = AppendOnlyFile.open(file)) {
      return keys.begin(open).id();
    } finally {
      Files.delete(file);
    }
  }

  private void begun(TrailKeys keys, String name) throws IOException {
    AppendOnlyFile file = AppendOnlyFile.open(directory.resolve(name));
    Segment begun = keys.begin(file);
    begun.begin(Instant.EPOCH, TrailBed.STORE, null, null);
    keys.give(begun, List.of());
    begun.head(Instant.EPOCH, Segment.ENDED);
    begun.close();
  }
}
