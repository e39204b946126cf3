package io.rotakeep.core.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.adapter.file.KeyFileSeal;
import io.rotakeep.adapter.grpc.EverythingLogged;
import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SealDeskTest {
  private static final String PASSPHRASE = "correct horse battery";

  @TempDir Path directory;

  private SealBed bed = new SealBed(Path.of("/nowhere"));

  @BeforeEach
  void begin() {
    bed = new SealBed(directory);
  }

  @Test
  void opensWithEnoughSharesAndBeginsTheWorkOnce() {
    List<SecretBytes> shares = bed.initShares(5, 3);

    assertThat(bed.give(shares.get(4))).isEqualTo(new UnsealStep.Missing(1, 3));
    assertThat(bed.give(shares.get(0))).isEqualTo(new UnsealStep.Missing(2, 3));
    assertThat(bed.desk.isOpen()).isFalse();
    assertThat(bed.give(shares.get(2))).isEqualTo(new UnsealStep.Opened());

    assertThat(bed.give(shares.get(1))).isEqualTo(new UnsealStep.Opened());
    assertThat(bed.desk.isOpen()).isTrue();
    assertThat(bed.told)
        .containsExactly(
            "STORE_UNSEALED BEGUN uid:0", "begin true", "STORE_UNSEALED SUCCEEDED uid:0");
  }

  @Test
  void countsAShareThatIsGivenTwiceOnce() {
    List<SecretBytes> shares = bed.initShares(5, 3);
    var _ = bed.give(shares.get(1));

    assertThat(bed.give(shares.get(1))).isInstanceOf(UnsealStep.Refused.class);

    assertThat(bed.desk.received()).isEqualTo(1);
  }

  /** Right by its checksum, and wrong: it is found when all are together, and not named. */
  @Test
  void nobodyLearnsWhichShareWasMadeUp() {
    List<SecretBytes> shares = bed.initShares(5, 3);

    for (int forged = 0; forged < 3; forged++) {
      UnsealStep last = new UnsealStep.Opened();
      for (int i = 0; i < 3; i++) {
        last = bed.give(i == forged ? forgedFrom(shares.get(i)) : shares.get(i));
      }

      assertThat(last)
          .isEqualTo(new UnsealStep.Refused("the seal's key does not open the sealed keys"));
      assertThat(bed.desk.received()).isZero();
      bed.clock.advance(Duration.ofMinutes(1));
    }
    assertThat(bed.told).containsOnly("STORE_UNSEALED REFUSED uid:0").hasSize(3);
  }

  @Test
  void dropsSharesTenMinutesAfterTheFirst() {
    List<SecretBytes> shares = bed.initShares(3, 2);
    var _ = bed.give(shares.get(0));
    bed.clock.advance(Duration.ofMinutes(10));

    assertThat(bed.give(shares.get(1))).isEqualTo(new UnsealStep.Missing(1, 2));
  }

  @Test
  void dropsSharesWhenItIsTold() {
    List<SecretBytes> shares = bed.initShares(3, 2);
    var _ = bed.give(shares.get(0));

    assertThat(bed.desk.cancel()).isEqualTo(new UnsealStep.Missing(0, 2));
    assertThat(bed.give(shares.get(1))).isEqualTo(new UnsealStep.Missing(1, 2));
  }

  /** A thousand guesses cost no more than those that a clock lets through, and never get nearer. */
  @Test
  void looksAtGuessesMoreAndMoreSeldom() {
    bed.initPassphrase(PASSPHRASE);
    int before = bed.passphrases.derived;
    int refused = 0;
    for (int i = 0; i < 1000; i++) {
      UnsealStep step = bed.give("guess number " + i);
      if (step instanceof UnsealStep.Refused) {
        refused++;
      }
      bed.clock.advance(Duration.ofSeconds(1));
    }

    assertThat(bed.passphrases.derived - before).isEqualTo(refused).isBetween(15, 25);
    assertThat(bed.give(PASSPHRASE)).isInstanceOf(UnsealStep.NotYet.class);
    bed.clock.advance(Duration.ofMinutes(1));
    assertThat(bed.give(PASSPHRASE)).isEqualTo(new UnsealStep.Opened());
  }

  @Test
  void endsTheWorkBeforeTheKeysGo() {
    bed.initPassphrase(PASSPHRASE);
    var _ = bed.give(PASSPHRASE);
    bed.told.clear();

    bed.desk.seal(SealBed.OPERATOR);
    bed.desk.seal(SealBed.OPERATOR);

    assertThat(bed.told)
        .containsExactly(
            "STORE_SEALED BEGUN uid:0", "end false true", "STORE_SEALED SUCCEEDED uid:0");
    assertThat(bed.barrier.state()).isInstanceOf(SealState.Sealed.class);
    assertThat(bed.memory.taken()).isZero();
  }

  @Test
  void opensAgainAfterItWasSealed() {
    bed.initPassphrase(PASSPHRASE);
    var _ = bed.give(PASSPHRASE);
    bed.desk.seal(SealBed.OPERATOR);

    assertThat(bed.give(PASSPHRASE)).isEqualTo(new UnsealStep.Opened());
    assertThat(bed.told).filteredOn("begin true"::equals).hasSize(2);
  }

  @Test
  void sealsThoughNobodyCanBeTold() {
    bed.initPassphrase(PASSPHRASE);
    var _ = bed.give(PASSPHRASE);
    bed.auditBroken = true;

    bed.desk.seal(SealBed.OPERATOR);

    assertThat(bed.desk.isOpen()).isFalse();
    assertThat(bed.barrier.state()).isInstanceOf(SealState.Sealed.class);
  }

  @Test
  void staysSealedWhereTheWorkCannotBegin() {
    bed.initPassphrase(PASSPHRASE);
    bed.unableToBegin = true;

    assertThat(bed.give(PASSPHRASE))
        .isEqualTo(new UnsealStep.Failed("the daemon cannot begin; its log says why"));

    assertThat(bed.desk.isOpen()).isFalse();
    assertThat(bed.memory.taken()).as("the keys are gone").isZero();
    bed.unableToBegin = false;
    assertThat(bed.give(PASSPHRASE)).isEqualTo(new UnsealStep.Opened());
  }

  @Test
  void staysSealedWhereNobodyCanBeTold() {
    bed.initPassphrase(PASSPHRASE);
    bed.auditBroken = true;

    assertThat(bed.give(PASSPHRASE)).isInstanceOf(UnsealStep.Failed.class);

    assertThat(bed.desk.isOpen()).isFalse();
    assertThat(bed.memory.taken()).isZero();
  }

  /** What it answers is so: it did begin, and ended again. */
  @Test
  void isSealedAgainWhereNobodyCanBeToldThatItBegan() {
    bed.initPassphrase(PASSPHRASE);
    bed.untold = "STORE_UNSEALED SUCCEEDED uid:0";

    assertThat(bed.give(PASSPHRASE))
        .isEqualTo(new UnsealStep.Failed("the daemon cannot begin; its log says why"));

    assertThat(bed.desk.isOpen()).isFalse();
    assertThat(bed.told)
        .containsExactly("STORE_UNSEALED BEGUN uid:0", "begin true", "end false true");
    assertThat(bed.memory.taken()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"STORE_SEALED BEGUN uid:0", "STORE_SEALED SUCCEEDED uid:0"})
  void answersThatItIsSealedThoughARecordOfItIsNotTaken(String untold) {
    bed.initPassphrase(PASSPHRASE);
    var _ = bed.give(PASSPHRASE);
    bed.untold = untold;

    bed.desk.seal(SealBed.OPERATOR);

    assertThat(bed.barrier.state()).isInstanceOf(SealState.Sealed.class);
    assertThat(bed.memory.taken()).isZero();
  }

  @Test
  void needsNobodyForAKeyFile() {
    var _ = bed.barrier.init(SealWish.of(SealKind.KEY_FILE));

    assertThat(bed.desk.present().needed()).isZero();
    bed.desk.unsealUnattended();
    bed.desk.seal(SealBed.OPERATOR);

    assertThat(bed.desk.unseal(SealBed.OPERATOR, null)).isEqualTo(new UnsealStep.Opened());
  }

  @Test
  void namesNoFileToWhoeverUnseals() throws IOException {
    var _ = bed.barrier.init(SealWish.of(SealKind.KEY_FILE));
    Path key = directory.resolve("seal.key");

    Files.delete(key);
    assertThat(bed.desk.unseal(SealBed.OPERATOR, null))
        .isEqualTo(new UnsealStep.Failed("the seal key cannot be read"));
    assertThatThrownBy(bed.desk::unsealUnattended)
        .hasMessage("the seal key cannot be read: %s: there is no seal key", key);

    new KeyFileSeal(key, new SecureRandom()).make(SealWish.of(SealKind.KEY_FILE), null).close();
    assertThat(bed.desk.unseal(SealBed.OPERATOR, null))
        .isEqualTo(new UnsealStep.Failed("the seal's key does not open the sealed keys"));
    assertThatThrownBy(bed.desk::unsealUnattended).hasMessageContaining(key + " holds another");
  }

  @Test
  void logsWhyItIsNotUnsealed() throws IOException {
    var _ = bed.barrier.init(SealWish.of(SealKind.KEY_FILE));
    Path key = directory.resolve("seal.key");
    Files.delete(key);

    try (EverythingLogged log = new EverythingLogged()) {
      var _ = bed.desk.unseal(SealBed.OPERATOR, null);

      assertThat(log.lines())
          .contains("not unsealed: the seal key cannot be read: " + key + ": there is no seal key");
    }
  }

  /** Two cores beside each other would spend the same tokens. */
  @Test
  void neverBeginsBesideWorkThatIsUnderWay() {
    var _ = bed.barrier.init(SealWish.of(SealKind.KEY_FILE));
    var _ = bed.desk.unseal(SealBed.OPERATOR, null);
    bed.told.clear();

    bed.desk.unsealUnattended();

    assertThat(bed.told).isEmpty();
    assertThat(bed.desk.isOpen()).isTrue();
  }

  @Test
  void leavesClosedWhatAnOperatorClosed() {
    var _ = bed.barrier.init(SealWish.of(SealKind.KEY_FILE));
    bed.desk.unsealUnattended();
    bed.desk.seal(SealBed.OPERATOR);

    bed.desk.unsealUnattended();

    assertThat(bed.desk.isOpen()).isFalse();
    assertThat(bed.memory.taken()).isZero();
  }

  /** As with a token that is away, and comes back later. */
  @Test
  void leavesClosedWhatAnOperatorClosedBeforeItWasEverOpen() {
    var _ = bed.barrier.init(SealWish.of(SealKind.KEY_FILE));
    bed.desk.seal(SealBed.OPERATOR);

    bed.desk.unsealUnattended();

    assertThat(bed.desk.isOpen()).isFalse();
    assertThat(bed.told).contains("STORE_SEALED SUCCEEDED uid:0");
    assertThat(bed.desk.unseal(SealBed.OPERATOR, null)).isEqualTo(new UnsealStep.Opened());
  }

  @Test
  void wipesTheKeysThoughAnErrorEndsTheBeginning() {
    var _ = bed.barrier.init(SealWish.of(SealKind.KEY_FILE));
    bed.brokenBeginning = true;

    assertThatThrownBy(() -> bed.desk.unseal(SealBed.OPERATOR, null))
        .isInstanceOf(OutOfMemoryError.class);

    assertThat(bed.barrier.state()).isInstanceOf(SealState.Sealed.class);
    assertThat(bed.memory.taken()).isZero();
  }

  @Test
  void wipesTheKeysWhereUnattendedWorkCannotBegin() {
    var _ = bed.barrier.init(SealWish.of(SealKind.KEY_FILE));
    bed.unableToBegin = true;

    assertThatThrownBy(bed.desk::unsealUnattended).hasMessage("the disk is away");

    assertThat(bed.told).endsWith("end false true");
    assertThat(bed.memory.taken()).isZero();
    bed.unableToBegin = false;
    bed.desk.unsealUnattended();
    assertThat(bed.desk.isOpen()).isTrue();
  }

  @Test
  void beginsNothingOnceItWasStopped() {
    var _ = bed.barrier.init(SealWish.of(SealKind.KEY_FILE));
    bed.desk.stop();

    bed.desk.unsealUnattended();

    assertThat(bed.desk.unseal(SealBed.OPERATOR, null)).isInstanceOf(UnsealStep.Failed.class);
    assertThat(bed.told).containsExactly("end false false");
  }

  @Test
  void dropsOldSharesThoughNobodyComesAgain() {
    List<SecretBytes> shares = bed.initShares(3, 2);
    var _ = bed.give(shares.get(0));
    bed.clock.advance(Duration.ofMinutes(10));

    bed.desk.expire();

    assertThat(bed.desk.received()).isZero();
  }

  private static SecretBytes forgedFrom(SecretBytes share) {
    byte[] bytes = share.toByteArray();
    bytes[20] ^= 1;
    try {
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(Arrays.copyOf(bytes, 44));
      System.arraycopy(sum, 0, bytes, 44, 4);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
    return SecretBytes.owning(bytes);
  }
}
