package io.rotakeep.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.secret.PlainKeyMemory;
import io.rotakeep.core.secret.SecretBytes;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KeyringTest {
  private final SecureRandom random = new SecureRandom();

  @Test
  void startsWithOneTermAndAddsOneAtATime() {
    Keyring first = Keyring.generate(random, new PlainKeyMemory());

    Keyring third = Keyrings.withNextTerm(Keyrings.withNextTerm(first));

    assertThat(first.terms()).containsExactly(new KeyTerm(1));
    assertThat(third.terms()).containsExactly(new KeyTerm(1), new KeyTerm(2), new KeyTerm(3));
    assertThat(third.currentTerm()).isEqualTo(new KeyTerm(3));
  }

  @Test
  void readsBackWhatItEncoded() {
    Keyring keyring = Keyrings.withNextTerm(Keyring.generate(random, new PlainKeyMemory()));

    Keyring decoded = Keyring.decode(keyring.encode(), new PlainKeyMemory());

    assertThat(decoded.currentTerm()).isEqualTo(keyring.currentTerm());
    assertThat(decoded.encode().matches(keyring.encode())).isTrue();
    assertThat(decoded.auditKey().matches(keyring.auditKey())).isTrue();
    assertThat(decoded.witnessKey().matches(keyring.witnessKey())).isTrue();
    assertThat(decoded.auditKey().matches(keyring.witnessKey())).isFalse();
  }

  @Test
  void refusesEveryTruncationOfItsEncoding() {
    byte[] encoded = Keyring.generate(random, new PlainKeyMemory()).encode().toByteArray();

    for (int length = 0; length < encoded.length; length++) {
      SecretBytes cut = SecretBytes.owning(Arrays.copyOf(encoded, length));
      assertThatThrownBy(() -> Keyring.decode(cut, new PlainKeyMemory()))
          .isInstanceOf(IntegrityException.class);
    }
  }

  @Test
  void refusesEncodingsWhoseNumbersDoNotFit() {
    byte[] encoded = Keyring.generate(random, new PlainKeyMemory()).encode().toByteArray();

    for (int at : new int[] {0, 1, 4, 5, 8, 9, 12}) {
      byte[] wrong = encoded.clone();
      wrong[at] ^= (byte) 0x82;
      assertThatThrownBy(() -> Keyring.decode(SecretBytes.owning(wrong), new PlainKeyMemory()))
          .as("byte %d", at)
          .isInstanceOf(IntegrityException.class);
    }
  }

  @Test
  void wipesEveryKeyAtItsCloseAndGivesItsMemoryBack() {
    PlainKeyMemory memory = new PlainKeyMemory();
    Keyring keyring = Keyring.generate(random, memory);
    Keyring next = keyring.withNextTerm(Keyring.newDataRootKey(random, memory));

    next.close();

    assertThatThrownBy(next::encode).isInstanceOf(IllegalStateException.class);
    assertThat(keyring.auditKey().isClosed()).isTrue();
    assertThat(memory.taken()).isZero();
  }

  @Test
  void leavesAKeyringAsItIsWhenItMakesTheNext() {
    Keyring keyring = Keyring.generate(random, new PlainKeyMemory());
    byte[] before = keyring.encode().toByteArray();

    Keyring next = Keyrings.withNextTerm(keyring);

    assertThat(keyring.encode().toByteArray()).isEqualTo(before);
    assertThat(next.auditKey()).isSameAs(keyring.auditKey());
  }

  @Test
  void takesNoMemoryForAnEncodingItRefuses() {
    PlainKeyMemory memory = new PlainKeyMemory();
    byte[] twice = Keyrings.withNextTerm(Keyring.generate(random, memory)).encode().toByteArray();
    int taken = memory.taken();
    twice[9 + 36 + 3] = 1;

    assertThatThrownBy(() -> Keyring.decode(SecretBytes.owning(twice), memory))
        .isInstanceOf(IntegrityException.class)
        .hasMessageContaining("wrong key term");
    assertThat(memory.taken()).isEqualTo(taken);
  }

  @Test
  void holdsAThousandTermsAndNoMore() {
    Keyring keyring = Keyring.generate(random, new PlainKeyMemory());
    while (!keyring.isFull()) {
      keyring = Keyrings.withNextTerm(keyring);
    }
    Keyring full = keyring;

    assertThat(full.terms()).hasSize(1_000);
    assertThat(Keyring.decode(full.encode(), new PlainKeyMemory()).currentTerm())
        .isEqualTo(new KeyTerm(1_000));
    assertThatThrownBy(() -> Keyrings.withNextTerm(full)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void showsTermsOnly() {
    Keyring keyring = Keyrings.withNextTerm(Keyring.generate(random, new PlainKeyMemory()));

    assertThat(keyring.toString()).isEqualTo("Keyring[terms 1 to 2]");
  }

  @Test
  void countsTermsFromOne() {
    assertThatThrownBy(() -> new KeyTerm(0)).isInstanceOf(IllegalArgumentException.class);
    assertThat(new KeyTerm(1)).isLessThan(new KeyTerm(1).next());
  }
}
