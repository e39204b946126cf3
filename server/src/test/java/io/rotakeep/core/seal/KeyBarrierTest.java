package io.rotakeep.core.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.crypto.EnvelopeCipher;
import io.rotakeep.core.crypto.KeyTerm;
import io.rotakeep.core.crypto.Keyring;
import io.rotakeep.core.crypto.RecordAddress;
import io.rotakeep.core.secret.PlainKeyMemory;
import io.rotakeep.core.secret.SecretBytes;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyBarrierTest {
  private static final SealWish WISH = SealWish.of(SealKind.KEY_FILE);

  private final SecureRandom random = new SecureRandom();
  private final MemorySealStore store = new MemorySealStore();
  private final SecretSeal seal = new SecretSeal((byte) 1);
  private final PlainKeyMemory memory = new PlainKeyMemory();

  @Test
  void startsWithoutKeys() {
    KeyBarrier barrier = barrier(seal);

    assertThat(barrier.state()).isEqualTo(new SealState.Uninitialized());
    assertThatThrownBy(barrier::keyring)
        .isInstanceOf(SealedException.class)
        .hasMessageContaining("operator init");
    assertThatThrownBy(() -> barrier.unseal(List.of())).isInstanceOf(UnsealFailedException.class);
  }

  @Test
  void leavesNewKeysSealed() {
    KeyBarrier barrier = barrier(seal);

    UUID storeId = barrier.init(WISH).storeId();

    assertThat(storeId.version()).isEqualTo(4);
    assertThat(barrier.state()).isEqualTo(new SealState.Sealed(storeId));
    assertThatThrownBy(barrier::keyring)
        .isInstanceOf(SealedException.class)
        .hasMessageContaining("operator unseal");
  }

  @Test
  void unsealsTheSameKeysInAnotherProcess() {
    KeyBarrier first = barrier(seal);
    UUID storeId = first.init(WISH).storeId();
    first.unseal(List.of());
    byte[] envelope = cipher(first).encrypt(SecretBytes.copyOfAscii("token"), place(storeId));

    KeyBarrier second = barrier(seal);
    second.unseal(List.of());
    second.unseal(List.of());

    assertThat(second.state()).isEqualTo(new SealState.Unsealed(storeId));
    assertThat(cipher(second).decrypt(envelope, place(storeId)).toByteArray())
        .isEqualTo("token".getBytes(UTF_8));
  }

  @Test
  void wipesTheKeysWhenItIsSealed() {
    KeyBarrier barrier = barrier(seal);
    UUID storeId = barrier.init(WISH).storeId();
    barrier.unseal(List.of());
    Keyring keyring = barrier.keyring();

    barrier.seal();

    assertThat(barrier.state()).isEqualTo(new SealState.Sealed(storeId));
    assertThatThrownBy(barrier::keyring).isInstanceOf(SealedException.class);
    assertThat(keyring.auditKey().isClosed()).isTrue();
  }

  @Test
  void neverMakesKeysAnew() {
    barrier(seal).init(WISH);
    byte[] before = store.blob().clone();

    assertThatThrownBy(() -> barrier(seal).init(WISH))
        .isInstanceOf(UnsealFailedException.class)
        .hasMessageContaining("already");

    assertThat(store.blob()).isEqualTo(before);
  }

  @Test
  void staysUninitializedWhenTheKeysCannotBeSaved() {
    KeyBarrier barrier = barrier(seal);
    store.failing = true;

    assertThatThrownBy(() -> barrier.init(WISH))
        .isInstanceOf(UnsealFailedException.class)
        .hasMessage("the sealed keys cannot be saved: no space left");

    assertThat(barrier.state()).isEqualTo(new SealState.Uninitialized());
  }

  @Test
  void tellsAWrongKeyNoDifferentFromAnAlteredBlob() {
    barrier(seal).init(WISH);
    String wrongKey = refusal(barrier(new SecretSeal((byte) 2)));
    byte[] blob = store.blob();

    for (int i = blob.length - 400; i < blob.length; i++) {
      byte[] flipped = blob.clone();
      flipped[i] ^= 1;
      String refusal = refusalOf(flipped);
      assertThat(refusal)
          .as("byte %d", i)
          .isIn(wrongKey, "the sealed keys cannot be read: the sealed keys are damaged");
    }
    assertThat(wrongKey).isEqualTo("the seal's key does not open the sealed keys");
  }

  @Test
  void detectsEveryFlippedByteOfTheBlobItsParametersIncluded() {
    barrier(seal).init(WISH);
    byte[] blob = store.blob();

    for (int i = 0; i < blob.length; i++) {
      byte[] flipped = blob.clone();
      flipped[i] ^= 0x20;

      assertThat(refusalOf(flipped)).as("byte %d", i).isNotEmpty();
    }
  }

  @Test
  void refusesATruncatedOrProlongedBlob() {
    barrier(seal).init(WISH);
    byte[] blob = store.blob();

    for (int length = 0; length < blob.length; length++) {
      assertThat(refusalOf(Arrays.copyOf(blob, length))).as("%d bytes", length).isNotEmpty();
    }
    assertThat(refusalOf(Arrays.copyOf(blob, blob.length + 1))).isNotEmpty();
  }

  @Test
  void wipesTheSealsKeyAfterUse() {
    barrier(seal).init(WISH);
    KeyBarrier barrier = barrier(seal);

    barrier.unseal(List.of());

    SecretBytes lent = seal.lent;
    assertThat(lent).isNotNull();
    assertThat(lent.isClosed()).isTrue();
  }

  @Test
  void givesAllItsMemoryBackWhenItIsSealed() {
    KeyBarrier barrier = barrier(seal);
    barrier.init(WISH);
    int sealed = memory.taken();
    barrier.unseal(List.of());
    barrier.addTerm();

    barrier.seal();

    assertThat(sealed).isZero();
    assertThat(memory.taken()).isZero();
  }

  @Test
  void addsATermThatAnotherProcessFinds() {
    KeyBarrier first = barrier(seal);
    UUID storeId = first.init(WISH).storeId();
    first.unseal(List.of());
    byte[] old = cipher(first).encrypt(SecretBytes.copyOfAscii("old"), place(storeId));

    KeyTerm term = first.addTerm();
    byte[] fresh = cipher(first).encrypt(SecretBytes.copyOfAscii("new"), place(storeId));
    KeyBarrier second = barrier(seal);
    second.unseal(List.of());

    assertThat(term).isEqualTo(new KeyTerm(2));
    assertThat(second.keyring().currentTerm()).isEqualTo(term);
    assertThat(new Envelope(old).term()).contains(new KeyTerm(1));
    assertThat(new Envelope(fresh).term()).contains(term);
    assertThat(cipher(second).decrypt(old, place(storeId)).toByteArray())
        .isEqualTo("old".getBytes(UTF_8));
    assertThat(cipher(second).decrypt(fresh, place(storeId)).toByteArray())
        .isEqualTo("new".getBytes(UTF_8));
  }

  @Test
  void letsWhoeverIsAtWorkGoOnWithTheKeyringTheyHave() {
    KeyBarrier barrier = barrier(seal);
    barrier.init(WISH);
    barrier.unseal(List.of());
    Keyring atHand = barrier.keyring();

    barrier.addTerm();

    assertThat(atHand.auditKey().isClosed()).isFalse();
    assertThat(atHand.currentTerm()).isEqualTo(new KeyTerm(1));
  }

  @Test
  void savesATermInBothCopiesBeforeItIsUsed() {
    KeyBarrier barrier = barrier(seal);
    barrier.init(WISH);
    barrier.unseal(List.of());
    int before = store.saves;

    barrier.addTerm();

    assertThat(store.saves - before).isEqualTo(2);
  }

  @Test
  void keepsItsKeyringWhenATermCannotBeSaved() {
    KeyBarrier barrier = barrier(seal);
    barrier.init(WISH);
    barrier.unseal(List.of());
    Keyring before = barrier.keyring();
    int taken = memory.taken();
    store.failing = true;

    assertThatThrownBy(barrier::addTerm).isInstanceOf(StoreUnavailableException.class);

    assertThat(barrier.keyring()).isSameAs(before);
    assertThat(before.auditKey().isClosed()).isFalse();
    assertThat(memory.taken()).as("the new key is wiped").isEqualTo(taken);
  }

  /** Its root key is another than the one in memory: together they would be opened by nobody. */
  @Test
  void savesATermForTheKeysItHasAndNotForABlobThatWasPutBack() {
    KeyBarrier barrier = barrier(seal);
    barrier.init(WISH);
    byte[] earlier = store.blob();
    barrier.unseal(List.of());
    reseal(barrier);

    store.blob = earlier;
    KeyTerm term = barrier.addTerm();

    assertThat(currentTermInAnotherProcess()).isEqualTo(term);
  }

  @Test
  void leavesTheOldSealInForceWhenTheNewOneCannotBeSavedThoughItArrived() {
    KeyBarrier barrier = barrier(seal);
    barrier.init(WISH);
    byte[] before = store.blob();
    barrier.unseal(List.of());
    int taken = memory.taken();
    store.unheard = 1;

    assertThatThrownBy(() -> reseal(barrier))
        .isInstanceOf(UnsealFailedException.class)
        .hasMessage("the sealed keys cannot be saved: no answer from the disk");

    assertThat(store.blob()).isEqualTo(before);
    assertThat(memory.taken()).as("the new root key is wiped").isEqualTo(taken);
    KeyTerm term = barrier.addTerm();
    assertThat(currentTermInAnotherProcess()).isEqualTo(term);
  }

  @Test
  void saysThatEitherSealMayBeInForceWhenNobodyKnows() {
    KeyBarrier barrier = barrier(seal);
    barrier.init(WISH);
    barrier.unseal(List.of());
    store.unheard = 2;

    assertThatThrownBy(() -> reseal(barrier))
        .isInstanceOf(UnsealFailedException.class)
        .hasMessageContaining("keep what opens the old one and what opens the new one");

    assertThat(currentTermInAnotherProcess()).isEqualTo(new KeyTerm(1));
  }

  /** A ceremony waits for people with it. */
  @Test
  void theKeyOfANewSealWaitsWhereKeysInUseLie() {
    KeyBarrier barrier = barrier(seal);
    barrier.init(WISH);
    int others = memory.taken();

    try (FreshSeal fresh = barrier.prepare(WISH)) {
      assertThat(Objects.requireNonNull(seal.lent).isClosed()).isTrue();
      assertThat(fresh.key().toByteArray()).hasSize(32).containsOnly(1);
      assertThat(memory.taken()).isEqualTo(others + 1);
    }
    assertThat(memory.taken()).isEqualTo(others);
  }

  @Test
  void addsNoTermWhileSealed() {
    KeyBarrier barrier = barrier(seal);
    barrier.init(WISH);

    assertThatThrownBy(barrier::addTerm).isInstanceOf(SealedException.class);
  }

  private KeyBarrier barrier(Seal by) {
    return new KeyBarrier(new Seals(List.of(by)), store, random, memory);
  }

  private static void reseal(KeyBarrier barrier) {
    try (FreshSeal fresh = barrier.prepare(WISH)) {
      barrier.reseal(fresh);
    }
  }

  private KeyTerm currentTermInAnotherProcess() {
    KeyBarrier other = barrier(seal);
    other.unseal(List.of());
    return other.keyring().currentTerm();
  }

  private String refusalOf(byte[] blob) {
    store.blob = blob;
    try {
      return refusal(barrier(seal));
    } catch (UnsealFailedException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static String refusal(KeyBarrier barrier) {
    try {
      barrier.unseal(List.of());
      return "";
    } catch (UnsealFailedException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private EnvelopeCipher cipher(KeyBarrier barrier) {
    return new EnvelopeCipher(barrier::keyring, random);
  }

  private static RecordAddress place(UUID storeId) {
    return new RecordAddress(storeId, "t", "c", "r", "p", "h", 1, "s");
  }
}
