package io.rotakeep.adapter.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.audit.AuditTampering.Sign;
import io.rotakeep.core.crypto.AuditKeys;
import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a process believes of the head that another one left, however that one ended. */
final class RememberedHeadTest {
  @TempDir Path directory;

  private TrailBed bed = new TrailBed(Path.of(""));

  @BeforeEach
  void bed() {
    bed = new TrailBed(directory);
  }

  /** How a process ended. */
  enum End {
    STOPPED {
      @Override
      void of(TrailBed bed) throws IOException {
        try (FileAuditDevice device = bed.open()) {
          write(device);
        }
      }
    },
    SEALED_AND_STOPPED {
      @Override
      void of(TrailBed bed) throws IOException {
        try (FileAuditDevice device = bed.open()) {
          write(device);
          bed.sealed = true;
          write(device);
        }
      }
    },
    SEALED_AND_KILLED {
      @Override
      void of(TrailBed bed) throws IOException {
        byte[] trail;
        byte[] head;
        try (FileAuditDevice device = bed.open()) {
          write(device);
          bed.sealed = true;
          write(device);
          trail = Files.readAllBytes(bed.file);
          head = Files.readAllBytes(bed.headFile());
        }
        Files.write(bed.file, trail);
        Files.write(bed.headFile(), head);
      }
    };

    abstract void of(TrailBed bed) throws IOException;

    /** A record, and a head that stands for it. */
    private static void write(FileAuditDevice device) {
      device.recordDurably(TrailBed.record("before"));
      // Makes it write a head, whether there are keys or not.
      device.keysAreThere();
    }
  }

  /** What somebody makes of the head who cut the trail back to an earlier line. */
  enum Forgery {
    WITHOUT_MAC {
      @Override
      void write(HeadFile file, Head earlier, HeadKey stolen) throws IOException {
        file.write(earlier, _ -> new byte[0], Instant.EPOCH);
      }
    },
    WITH_A_MADE_UP_MAC {
      @Override
      void write(HeadFile file, Head earlier, HeadKey stolen) throws IOException {
        file.write(earlier, _ -> new byte[32], Instant.EPOCH);
      }
    },
    WITH_THE_KEY_IN_MEMORY {
      @Override
      void write(HeadFile file, Head earlier, HeadKey stolen) throws IOException {
        file.write(earlier, stolen::vouch, Instant.EPOCH);
      }
    },
    WITH_THE_KEY_IN_MEMORY_AND_ITS_PLACE {
      @Override
      void write(HeadFile file, Head earlier, HeadKey stolen) throws IOException {
        Head moved =
            new Head(
                earlier.segment(),
                earlier.place() + 1,
                earlier.at(),
                earlier.end(),
                earlier.hash());
        file.write(moved, stolen::vouch, Instant.EPOCH);
      }
    };

    abstract void write(HeadFile file, Head earlier, HeadKey stolen) throws IOException;
  }

  @ParameterizedTest
  @EnumSource(End.class)
  void isBelievedAsItWasLeft(End end) throws IOException {
    end.of(bed);
    bed.sealed = false;
    assertThat(verified().breaks()).isEmpty();

    bed.open().close();

    assertThat(bed.tamperings).isEmpty();
    assertThat(Files.readString(bed.file)).doesNotContain("because");
    assertThat(verified().breaks()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(End.class)
  void isBelievedByAProcessThatBeginsSealed(End end) throws IOException {
    end.of(bed);
    bed.sealed = true;
    try (FileAuditDevice device = bed.open()) {
      bed.sealed = false;
      device.keysAreThere();
      device.recordDurably(TrailBed.record("unsealed"));
      assertThat(bed.records(bed.file).getLast()).contains("\"mac\"");
    }

    assertThat(bed.tamperings).isEmpty();
    assertThat(verified().breaks()).isEmpty();
  }

  @Test
  void isBelievedOfAFileThatWasBegunWhileSealedAgain() throws IOException {
    try (FileAuditDevice device = bed.open(4_000, 100)) {
      device.keysAreThere();
      bed.sealed = true;
      for (int i = 0; i < 60; i++) {
        device.recordDurably(TrailBed.record("n" + i));
      }
    }
    bed.sealed = false;
    assertThat(bed.files().length).isGreaterThan(2);

    bed.open().close();

    assertThat(bed.tamperings).isEmpty();
    assertThat(bed.verifyTags(bed.files()).breaks()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("endsAndForgeries")
  void isNotBelievedIfItWasForged(End end, Forgery forgery) throws IOException {
    end.of(bed);
    bed.sealed = false;
    forge(forgery);
    assertThatThrownBy(this::verified)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("forged");

    bed.open().close();

    assertThat(bed.signs()).containsExactly(Sign.HEAD_FORGED);
    assertThat(Files.readString(bed.file)).contains("\"because\":\"HEAD_FORGED\"");
  }

  @Test
  void isNotBelievedWithoutItsMacWhereItsFileWasPutAway() throws IOException {
    End.STOPPED.of(bed);
    forge(Forgery.WITHOUT_MAC);
    Files.move(bed.file, directory.resolve("audit.jsonl.1"));

    bed.open().close();

    assertThat(bed.signs()).containsExactly(Sign.HEAD_FORGED);
  }

  @Test
  void isNotBelievedIfAnAuditorVouchesForIt() throws IOException {
    End.STOPPED.of(bed);
    Head earlier = bed.headBefore(1);
    try (SecretBytes exported = SegmentKeys.of(bed.keys()).of(earlier.segment())) {
      assertThat(exported).isNotNull();
      try (HeadKey guessed = new HeadKey(AuditKeys.ofHeads(exported))) {
        guessed.goOnTo(earlier.place());
        cutBackTo(earlier);
        HeadFile file = heads();
        file.write(earlier, guessed::vouch, Instant.EPOCH);
      }
    }

    bed.open().close();

    assertThat(bed.signs()).containsExactly(Sign.HEAD_FORGED);
  }

  static Stream<Arguments> endsAndForgeries() {
    return Stream.of(End.values())
        .flatMap(end -> Stream.of(Forgery.values()).map(forgery -> Arguments.of(end, forgery)));
  }

  /** As root could who reads the memory of the process that ended. */
  private void forge(Forgery forgery) throws IOException {
    Head newest = bed.headBefore(0);
    Head earlier = bed.headBefore(1);
    assertThat(earlier.segment()).isEqualTo(newest.segment());
    try (HeadKey stolen = new SegmentKeys.Derived(bed.keys()).headsOf(newest.segment())) {
      assertThat(stolen).isNotNull();
      stolen.goOnTo(newest.place());
      cutBackTo(earlier);
      forgery.write(heads(), earlier, stolen);
    }
  }

  private void cutBackTo(Head head) throws IOException {
    try (FileChannel channel = FileChannel.open(bed.file, StandardOpenOption.WRITE)) {
      channel.truncate(head.end());
    }
  }

  /** Stands behind what is remembered, so that what is written counts as newer. */
  private HeadFile heads() throws IOException {
    HeadFile file = new HeadFile(directory, bed.file, bed.keys());
    assertThat(file.read()).isNotNull();
    return file;
  }

  /** As the command does beside a daemon. */
  private AuditReport verified() throws IOException {
    List<String> heads = KeptHeads.of(directory, bed.file, bed.keys());
    assertThat(heads).hasSize(1);
    return new AuditVerifier(SegmentKeys.of(bed.keys()), heads).verify(List.of(bed.file));
  }
}
