package io.rotakeep.core.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.core.crypto.EnvelopeCipher;
import io.rotakeep.core.crypto.RecordAddress;
import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RekeyingTest {
  private static final SealWish KEY_FILE = SealWish.of(SealKind.KEY_FILE);
  private static final SealWish TWO_OF_THREE = new SealWish(SealKind.SHAMIR, 3, 2, null);

  private static final String BEGUN = "STORE_REKEYED BEGUN uid:0";

  @TempDir Path directory;

  private SealBed bed = new SealBed(Path.of("/nowhere"));
  private Rekeying rekeying = rekeying();
  private int ceremonies;

  @BeforeEach
  void begin() {
    bed = new SealBed(directory);
    rekeying = rekeying();
  }

  @Test
  void goesFromAKeyFileToShares() {
    byte[] envelope = openedByKeyFile();
    RekeyStep.Going begun = going(rekeying.start(SealBed.OPERATOR, TWO_OF_THREE));
    List<SecretBytes> shares = begun.shares();

    assertThat(shares).hasSize(3);
    assertThat(verify(begun, shares.get(0))).isInstanceOf(RekeyStep.Going.class);
    assertThat(verify(begun, shares.get(2))).isInstanceOf(RekeyStep.Going.class);
    assertThat(kindFound()).as("nothing changes before the last step").isEqualTo(SealKind.KEY_FILE);
    assertThat(verify(begun, shares.get(1))).isEqualTo(new RekeyStep.Finished(SealKind.SHAMIR));

    KeyBarrier later = bed.barrier();
    later.unseal(shares.subList(1, 3));
    assertThat(decrypted(later, envelope)).isEqualTo("token");
    assertThat(decrypted(bed.barrier, envelope)).as("whoever works goes on").isEqualTo("token");
    assertThat(kindFound()).isEqualTo(SealKind.SHAMIR);
    assertThat(bed.told).endsWith(BEGUN, "STORE_REKEYED SUCCEEDED uid:0");
  }

  @Test
  void goesFromSharesToOtherShares() {
    List<SecretBytes> old = bed.initShares(3, 2);
    bed.barrier.unseal(old.subList(0, 2));
    RekeyStep.Going begun = going(rekeying.start(SealBed.OPERATOR, TWO_OF_THREE));
    assertThat(begun.contributions()).isEqualTo(2);

    assertThat(going(contribute(begun, old.get(2))).contributions()).isEqualTo(1);
    RekeyStep.Going made = going(contribute(begun, old.get(0)));
    made.shares().forEach(share -> verify(begun, share));

    assertThatThrownBy(() -> bed.barrier().present().check(old.getFirst(), List.of()))
        .isInstanceOf(ContributionRefusedException.class);
    KeyBarrier later = bed.barrier();
    later.unseal(made.shares().subList(0, 2));
    assertThat(later.state()).isInstanceOf(SealState.Unsealed.class);
  }

  @Test
  void replacesAKeyFileAtOnce() throws IOException {
    byte[] envelope = openedByKeyFile();
    byte[] before = Files.readAllBytes(directory.resolve("seal.key"));

    assertThat(rekeying.start(SealBed.OPERATOR, KEY_FILE))
        .isEqualTo(new RekeyStep.Finished(SealKind.KEY_FILE));

    assertThat(directory.resolve("seal.key.next")).doesNotExist();
    assertThat(Files.readAllBytes(directory.resolve("seal.key"))).isNotEqualTo(before);
    KeyBarrier later = bed.barrier();
    later.unseal(List.of());
    assertThat(decrypted(later, envelope)).isEqualTo("token");
  }

  @Test
  void namesNoFileToWhoeverRekeys() throws IOException {
    var _ = openedByKeyFile();
    Files.write(directory.resolve("seal.key.next"), new byte[1]);

    assertThat(rekeying.start(SealBed.OPERATOR, KEY_FILE))
        .isEqualTo(new RekeyStep.Failed("the seal key cannot be made"));
  }

  /** An older copy would go on opening to whoever has the old key. */
  @Test
  void leavesNoCopyThatTheOldKeyOpens() throws IOException {
    var _ = openedByKeyFile();
    byte[] oldKey = Files.readAllBytes(directory.resolve("seal.key"));

    var _ = rekeying.start(SealBed.OPERATOR, KEY_FILE);

    Path key = directory.resolve("seal.key");
    Files.delete(key);
    Files.write(key, oldKey);
    byte[] blob = Files.readAllBytes(directory.resolve("seal"));
    for (int slot : List.of(0, blob.length / 2)) {
      byte[] damaged = blob.clone();
      damaged[slot] ^= 1;
      Files.write(directory.resolve("seal"), damaged);
      assertThatThrownBy(() -> bed.barrier().unseal(List.of()))
          .isInstanceOf(UnsealFailedException.class);
    }
  }

  @Test
  void dropsAllContributionsIfTheyAreWrongAndPacesTheNext() {
    bed.initPassphrase("correct horse battery");
    bed.barrier.unseal(List.of(secret("correct horse battery")));
    RekeyStep.Going begun = going(rekeying.start(SealBed.OPERATOR, KEY_FILE));

    assertThat(contribute(begun, secret("wrong horse battery!!")))
        .isEqualTo(
            new RekeyStep.Refused("contribution", "the seal's key does not open the sealed keys"));
    assertThat(contribute(begun, secret("correct horse battery")))
        .isInstanceOf(RekeyStep.NotYet.class);
    bed.clock.advance(Duration.ofSeconds(1));
    assertThat(contribute(begun, secret("correct horse battery")))
        .isEqualTo(new RekeyStep.Finished(SealKind.KEY_FILE));
  }

  @Test
  void refusesAProofThatIsNone() {
    var _ = openedByKeyFile();
    RekeyStep.Going begun = going(rekeying.start(SealBed.OPERATOR, TWO_OF_THREE));
    List<SecretBytes> shares = new ArrayList<>(begun.shares());
    var _ = verify(begun, shares.getFirst());

    assertThat(verify(begun, secret("made up"))).isInstanceOf(RekeyStep.Refused.class);
    assertThat(verify(begun, shares.getFirst())).isInstanceOf(RekeyStep.Refused.class);
    assertThat(kindFound()).isEqualTo(SealKind.KEY_FILE);
  }

  @Test
  void wantsThePassphraseOnceMore() {
    var _ = openedByKeyFile();
    SealWish wish = new SealWish(SealKind.PASSPHRASE, 0, 0, secret("correct horse battery"));
    RekeyStep.Going begun = going(rekeying.start(SealBed.OPERATOR, wish));

    assertThat(verify(begun, secret("correct horse batterz")))
        .isInstanceOf(RekeyStep.Refused.class);
    assertThat(verify(begun, secret("correct horse battery")))
        .isEqualTo(new RekeyStep.Finished(SealKind.PASSPHRASE));
  }

  @Test
  void knowsNoOtherCeremonyAndNoneThatEnded() {
    var _ = openedByKeyFile();
    RekeyStep.Going first = going(rekeying.start(SealBed.OPERATOR, TWO_OF_THREE));
    RekeyStep.Going second = going(rekeying.start(SealBed.OPERATOR, TWO_OF_THREE));

    assertThat(verify(first, first.shares().getFirst())).isInstanceOf(RekeyStep.WrongStep.class);
    assertThat(contribute(second, secret("x"))).isInstanceOf(RekeyStep.WrongStep.class);
    bed.clock.advance(Duration.ofMinutes(11));
    assertThat(verify(second, second.shares().getFirst())).isInstanceOf(RekeyStep.WrongStep.class);
    assertThat(rekeying.cancel(SealBed.OPERATOR, second.ceremony()))
        .isInstanceOf(RekeyStep.WrongStep.class);
  }

  @Test
  void saysWhichWishCannotBeMet() {
    var _ = openedByKeyFile();

    assertThat(rekeying.start(SealBed.OPERATOR, new SealWish(SealKind.SHAMIR, 2, 3, null)))
        .isEqualTo(new RekeyStep.Refused("threshold", "must be 1 to the number of shares"));
    assertThat(rekeying.start(SealBed.OPERATOR, SealWish.of(SealKind.PKCS11)))
        .isInstanceOf(RekeyStep.Failed.class);
  }

  /** Who heard of a failure would throw away the only shares that open the store. */
  @Test
  void saysThatTheNewSealIsInForceThoughTheAuditDoesNotTakeIt() {
    byte[] envelope = openedByKeyFile();
    RekeyStep.Going begun = going(rekeying.start(SealBed.OPERATOR, TWO_OF_THREE));
    List<SecretBytes> shares = begun.shares();
    bed.untold = "STORE_REKEYED SUCCEEDED uid:0";
    var _ = verify(begun, shares.get(0));
    var _ = verify(begun, shares.get(1));

    assertThat(verify(begun, shares.get(2))).isEqualTo(new RekeyStep.Finished(SealKind.SHAMIR));

    KeyBarrier later = bed.barrier();
    later.unseal(shares.subList(0, 2));
    assertThat(decrypted(later, envelope)).isEqualTo("token");
    assertThat(bed.told).as("before the seal was changed").endsWith(BEGUN);
  }

  @Test
  void saysThatAKeyFileWasReplacedThoughTheAuditDoesNotTakeIt() {
    var _ = openedByKeyFile();
    bed.untold = "STORE_REKEYED SUCCEEDED uid:0";

    assertThat(rekeying.start(SealBed.OPERATOR, KEY_FILE))
        .isEqualTo(new RekeyStep.Finished(SealKind.KEY_FILE));
  }

  @Test
  void changesNothingThatTheAuditDoesNotTakeBefore() {
    var _ = openedByKeyFile();
    bed.auditBroken = true;
    assertThatThrownBy(() -> rekeying.start(SealBed.OPERATOR, TWO_OF_THREE))
        .isInstanceOf(AuditUnavailableException.class);
    bed.auditBroken = false;
    RekeyStep.Going begun = going(rekeying.start(SealBed.OPERATOR, TWO_OF_THREE));
    List<SecretBytes> shares = begun.shares();
    var _ = verify(begun, shares.get(0));
    var _ = verify(begun, shares.get(1));
    bed.auditBroken = true;

    assertThatThrownBy(() -> verify(begun, shares.get(2)))
        .isInstanceOf(AuditUnavailableException.class);

    assertThat(kindFound()).isEqualTo(SealKind.KEY_FILE);
    bed.auditBroken = false;
    assertThat(verify(begun, shares.get(2)))
        .as("the last step can be made once more")
        .isEqualTo(new RekeyStep.Finished(SealKind.SHAMIR));
  }

  @Test
  void opensNothingWithContributionsThatTheAuditDoesNotTake() {
    List<SecretBytes> old = bed.initShares(3, 2);
    bed.barrier.unseal(old.subList(0, 2));
    RekeyStep.Going begun = going(rekeying.start(SealBed.OPERATOR, KEY_FILE));
    var _ = contribute(begun, old.get(0));
    bed.auditBroken = true;

    assertThatThrownBy(() -> contribute(begun, old.get(1)))
        .isInstanceOf(AuditUnavailableException.class);

    assertThat(kindFound()).isEqualTo(SealKind.SHAMIR);
    bed.auditBroken = false;
    assertThat(going(contribute(begun, old.get(1))).contributions()).isEqualTo(1);
    assertThat(contribute(begun, old.get(0))).isEqualTo(new RekeyStep.Finished(SealKind.KEY_FILE));
  }

  @Test
  void dropsWhatWasGatheredThoughTheAuditDoesNotTakeIt() {
    var _ = openedByKeyFile();
    RekeyStep.Going begun = going(rekeying.start(SealBed.OPERATOR, TWO_OF_THREE));
    bed.auditBroken = true;

    assertThat(rekeying.cancel(SealBed.OPERATOR, begun.ceremony()))
        .isInstanceOf(RekeyStep.Going.class);

    assertThat(verify(begun, begun.shares().getFirst())).isInstanceOf(RekeyStep.WrongStep.class);
  }

  private Rekeying rekeying() {
    return new Rekeying(bed.barrier, bed, bed.clock, () -> "ceremony " + ++ceremonies);
  }

  /** A token encrypted under the keys of a new store, which is open. */
  private byte[] openedByKeyFile() {
    var _ = bed.barrier.init(KEY_FILE);
    bed.barrier.unseal(List.of());
    return new EnvelopeCipher(bed.barrier::keyring, new SecureRandom())
        .encrypt(secret("token"), place());
  }

  private static String decrypted(KeyBarrier barrier, byte[] envelope) {
    try (SecretBytes plain =
        new EnvelopeCipher(barrier::keyring, new SecureRandom()).decrypt(envelope, place())) {
      return new String(plain.toByteArray(), UTF_8);
    }
  }

  private SealKind kindFound() {
    return bed.barrier().present().kind();
  }

  private RekeyStep verify(RekeyStep.Going begun, SecretBytes proof) {
    return rekeying.verify(SealBed.OPERATOR, begun.ceremony(), proof);
  }

  private RekeyStep contribute(RekeyStep.Going begun, SecretBytes contribution) {
    return rekeying.contribute(SealBed.OPERATOR, begun.ceremony(), contribution);
  }

  private static RekeyStep.Going going(RekeyStep step) {
    assertThat(step).isInstanceOf(RekeyStep.Going.class);
    return (RekeyStep.Going) step;
  }

  private static SecretBytes secret(String text) {
    return SecretBytes.copyOfAscii(text);
  }

  private static RecordAddress place() {
    return new RecordAddress(new UUID(1, 2), "t", "c", "r", "p", "h", 1, "s");
  }
}
