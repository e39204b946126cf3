package io.rotakeep.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.crypto.AuditKeys;
import io.rotakeep.core.crypto.Keyring;
import io.rotakeep.core.seal.SealedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a file whose segment cannot be begun. */
final class BeginningTest {
  private static final Beginning.Next FIRST = new Beginning.Next(null, null);

  @TempDir Path directory;

  /** What is done when the file is there and its first line is not. */
  private Runnable meanwhile = () -> {};

  private Path file = Path.of("");
  private Beginning beginning = of(file);

  @BeforeEach
  void name() {
    file = directory.resolve("audit.jsonl");
    beginning = of(file);
  }

  @AfterEach
  void letGo() {
    var _ = TrailBed.mayChange(directory, "-a");
  }

  @Test
  void isNothingThoughAnErrorCameBetween() throws IOException {
    meanwhile = BeginningTest::overflow;

    assertThatThrownBy(() -> beginning.begin(FIRST, Instant.EPOCH))
        .isInstanceOf(StackOverflowError.class);

    assertThat(file).doesNotExist();
    assertThat(descriptors()).isZero();
  }

  @Test
  void isWhatSomebodyElsePutThere() {
    meanwhile =
        () -> {
          put("another's");
          overflow();
        };

    assertThatThrownBy(() -> beginning.begin(FIRST, Instant.EPOCH))
        .isInstanceOf(StackOverflowError.class);

    assertThat(file).hasContent("another's");
  }

  @Test
  void isKnownForOursWhereItCannotBeDeleted() throws IOException {
    Assumptions.assumeTrue(
        TrailBed.mayChange(directory, "+a"), "only root can keep a file from its owner");
    meanwhile = BeginningTest::overflow;

    assertThatThrownBy(() -> beginning.begin(FIRST, Instant.EPOCH))
        .isInstanceOf(StackOverflowError.class)
        .satisfies(cause -> assertThat(cause.getSuppressed()).hasSize(1));
    assertThat(beginning.isHalfDone()).isTrue();

    assertThat(TrailBed.mayChange(directory, "-a")).isTrue();
    put("another's");
    assertThat(beginning.isHalfDone()).isFalse();
  }

  @Test
  void isNotKnownForOursOnceTheSegmentWasBegun() throws IOException {
    Assumptions.assumeTrue(
        TrailBed.mayChange(directory, "+a"), "only root can keep a file from its owner");
    meanwhile = BeginningTest::overflow;
    assertThatThrownBy(() -> beginning.begin(FIRST, Instant.EPOCH))
        .isInstanceOf(StackOverflowError.class);
    meanwhile = () -> {};

    beginning.begin(FIRST, Instant.EPOCH).close();

    assertThat(file).content().contains("AUDIT_BEGUN");
    assertThat(beginning.isHalfDone()).isFalse();
  }

  private Beginning of(Path path) {
    AuditKeys keys = new AuditKeys(this::keyring, TrailBed.STORE);
    return new Beginning(path, TrailBed.STORE, new TrailKeys(new Run(keys, new SecureRandom())));
  }

  private Keyring keyring() {
    meanwhile.run();
    throw new SealedException("sealed");
  }

  /** In the place of what is there. */
  private void put(String content) {
    try {
      Files.move(file, file.resolveSibling("away"));
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void overflow() {
    throw new StackOverflowError();
  }

  /** Of the file, though it is deleted. */
  private long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.filter(descriptor -> target(descriptor).startsWith(file.toString())).count();
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
