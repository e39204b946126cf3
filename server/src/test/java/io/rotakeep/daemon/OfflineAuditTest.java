package io.rotakeep.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.adapter.audit.AuditReport;
import io.rotakeep.adapter.audit.FileAuditDevice;
import io.rotakeep.adapter.audit.FileAuditSettings;
import io.rotakeep.adapter.file.FileSealStore;
import io.rotakeep.adapter.yaml.DaemonSettings;
import io.rotakeep.adapter.yaml.SealSettings;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.audit.AuditTampering;
import io.rotakeep.core.audit.AuditWatcher;
import io.rotakeep.core.crypto.AuditKeys;
import io.rotakeep.core.seal.KeyBarrier;
import io.rotakeep.core.seal.SealKind;
import io.rotakeep.core.seal.SealWish;
import io.rotakeep.core.seal.SealedException;
import io.rotakeep.core.seal.UnsealFailedException;
import io.rotakeep.core.secret.PlainKeyMemory;
import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Audits of stores that people unseal. */
final class OfflineAuditTest {
  @TempDir Path directory;

  private final List<String> asked = new ArrayList<>();

  @Test
  void checksTagsWithTheSharesThatItAsksFor() throws IOException {
    DaemonSettings settings = settings(SealKind.SHAMIR);
    List<SecretBytes> shares =
        Daemon.initialize(settings, new SealWish(SealKind.SHAMIR, 3, 2, null)).shares();
    Path file = written(settings, shares.subList(0, 2));

    AuditReport report =
        OfflineAudit.verify(List.of(file), List.of(), settings, from(shares.get(2), shares.get(0)));

    assertThat(report.breaks()).isEmpty();
    assertThat(report.checkedTags()).isPositive();
    assertThat(asked).containsExactly("SHAMIR 1 of 2", "SHAMIR 2 of 2");
  }

  /** The daemon beside it may be changing its keys, and one copy would bring the old ones back. */
  @Test
  void writesNothingToTheSealOfADaemonThatMayRun() throws IOException {
    DaemonSettings settings = settings(SealKind.PASSPHRASE);
    try (SecretBytes passphrase = SecretBytes.copyOfAscii("correct horse battery")) {
      var _ = Daemon.initialize(settings, new SealWish(SealKind.PASSPHRASE, 0, 0, passphrase));
      Path file = written(settings, List.of(passphrase));
      Path seal = settings.dataDir().resolve(StoreFiles.SEAL);
      FileSealStore store = new FileSealStore(seal);
      byte[] keys = store.load().orElseThrow();
      store.save(new byte[1]);
      store.save(keys);
      byte[] before = Files.readAllBytes(seal);

      AuditReport report =
          OfflineAudit.verify(List.of(file), List.of(), settings, from(passphrase));

      assertThat(report.checkedTags()).isPositive();
      assertThat(Files.readAllBytes(seal)).isEqualTo(before);
    }
  }

  @Test
  void checksTagsWithAPassphraseAndExportsKeys() throws IOException {
    DaemonSettings settings = settings(SealKind.PASSPHRASE);
    try (SecretBytes passphrase = SecretBytes.copyOfAscii("correct horse battery")) {
      var _ = Daemon.initialize(settings, new SealWish(SealKind.PASSPHRASE, 0, 0, passphrase));
      Path file = written(settings, List.of(passphrase));

      assertThat(
              OfflineAudit.verify(List.of(file), List.of(), settings, from(passphrase))
                  .checkedTags())
          .isPositive();
      try (SecretBytes keys = OfflineAudit.exportKeys(List.of(file), settings, from(passphrase))) {
        assertThat(keys.length()).isPositive();
      }
    }
  }

  /** Anybody can count hashes, and write that a segment has ended which is being written. */
  @Test
  void exportsNoKeyOfASegmentThatOnlyAFileWithoutTagsEnds() throws IOException {
    DaemonSettings settings = settings(SealKind.PASSPHRASE);
    try (SecretBytes passphrase = SecretBytes.copyOfAscii("correct horse battery")) {
      var _ = Daemon.initialize(settings, new SealWish(SealKind.PASSPHRASE, 0, 0, passphrase));
      RandomGenerator same = () -> 42;
      Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
      AuditKeys sealed =
          new AuditKeys(
              () -> {
                throw new SealedException("sealed");
              },
              UUID.randomUUID());
      Path made = written(elsewhere, sealed, same);
      try (KeyBarrier barrier = opened(settings, List.of(passphrase))) {
        AuditKeys keys = new AuditKeys(barrier::keyring, StoreFiles.storeId(barrier));
        Path live = settings.dataDir().resolve("audit.jsonl");
        try (FileAuditDevice _ = device(settings.dataDir(), keys, same)) {
          assertThat(Files.readString(made)).contains("\"segment\":\"000000000000002a.1\"");
          assertThat(Files.readString(live)).contains("\"segment\":\"000000000000002a.1\"");

          assertThatThrownBy(
                  () -> OfflineAudit.exportKeys(List.of(made), settings, from(passphrase)))
              .isInstanceOf(InvalidFieldException.class)
              .hasMessageContaining("is finished");
        }
      }
    }
  }

  @Test
  void refusesAShareOfAnotherSealOrTwiceTheSame() {
    DaemonSettings settings = settings(SealKind.SHAMIR);
    List<SecretBytes> shares =
        Daemon.initialize(settings, new SealWish(SealKind.SHAMIR, 3, 2, null)).shares();
    List<Path> files = List.of(directory.resolve("audit.jsonl"));

    assertThatThrownBy(
            () ->
                OfflineAudit.verify(files, List.of(), settings, from(shares.get(0), shares.get(0))))
        .isInstanceOf(UnsealFailedException.class);
    assertThatThrownBy(
            () ->
                OfflineAudit.verify(
                    files, List.of(), settings, from(SecretBytes.copyOfAscii("made up"))))
        .isInstanceOf(UnsealFailedException.class);
  }

  /** Copies, as whoever asks closes them. */
  private OfflineAudit.Keepers from(SecretBytes... secrets) {
    return (kind, number, needed) -> {
      asked.add(kind + " " + number + " of " + needed);
      return secrets[number - 1].copy();
    };
  }

  /** As a daemon writes it that was unsealed with these. */
  private static Path written(DaemonSettings settings, List<SecretBytes> contributions) {
    try (KeyBarrier barrier = opened(settings, contributions)) {
      return written(
          settings.dataDir(),
          new AuditKeys(barrier::keyring, StoreFiles.storeId(barrier)),
          new SecureRandom());
    }
  }

  private static Path written(Path data, AuditKeys keys, RandomGenerator random) {
    device(data, keys, random).close();
    return data.resolve("audit.jsonl");
  }

  private static FileAuditDevice device(Path data, AuditKeys keys, RandomGenerator random) {
    return FileAuditDevice.open(
        new FileAuditSettings(data.resolve("audit.jsonl"), data),
        new FileAuditDevice.Tools(keys, new Nobody(), InstantSource.system(), random));
  }

  private static KeyBarrier opened(DaemonSettings settings, List<SecretBytes> contributions) {
    SecureRandom random = new SecureRandom();
    KeyBarrier barrier =
        new KeyBarrier(
            SealChoice.of(settings.seal(), random),
            new FileSealStore(settings.dataDir().resolve(StoreFiles.SEAL)),
            random,
            new PlainKeyMemory());
    barrier.unseal(contributions);
    return barrier;
  }

  private record Nobody() implements AuditWatcher {
    @Override
    public void head(String line) {}

    @Override
    public void tampered(AuditTampering found, Runnable kept) {}
  }

  private DaemonSettings settings(SealKind kind) {
    DaemonSettings dev = MortalDaemon.settings(directory);
    return new DaemonSettings(
        dev.dataDir(),
        dev.witness(),
        dev.listen(),
        new SealSettings(kind, null, null),
        dev.audit(),
        dev.access(),
        dev.notices(),
        dev.incidents(),
        dev.egress(),
        dev.limits(),
        dev.node());
  }
}
