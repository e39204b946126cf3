package io.rotakeep.core.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.secret.SecretBytes;
import java.security.SecureRandom;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KeyringTest {
  private final SecureRandom random = new SecureRandom();

  @Test
  void startsWithOneTermAndAddsOneAtATime() {
    Keyring first = Keyring.generate(random);

    Keyring third = first.withNextTerm(random).withNextTerm(random);

    assertThat(first.terms()).containsExactly(new KeyTerm(1));
    assertThat(third.terms()).containsExactly(new KeyTerm(1), new KeyTerm(2), new KeyTerm(3));
    assertThat(third.currentTerm()).isEqualTo(new KeyTerm(3));
  }

  @Test
  void readsBackWhatItEncoded() {
    Keyring keyring = Keyring.generate(random).withNextTerm(random);

    Keyring decoded = Keyring.decode(keyring.encode());

    assertThat(decoded.currentTerm()).isEqualTo(keyring.currentTerm());
    assertThat(decoded.encode().matches(keyring.encode())).isTrue();
    assertThat(decoded.auditKey().matches(keyring.auditKey())).isTrue();
    assertThat(decoded.witnessKey().matches(keyring.witnessKey())).isTrue();
    assertThat(decoded.auditKey().matches(keyring.witnessKey())).isFalse();
  }

  @Test
  void refusesEveryTruncationOfItsEncoding() {
    byte[] encoded = Keyring.generate(random).encode().toByteArray();

    for (int length = 0; length < encoded.length; length++) {
      SecretBytes cut = SecretBytes.owning(Arrays.copyOf(encoded, length));
      assertThatThrownBy(() -> Keyring.decode(cut)).isInstanceOf(IntegrityException.class);
    }
  }

  @Test
  void refusesEncodingsWhoseNumbersDoNotFit() {
    byte[] encoded = Keyring.generate(random).encode().toByteArray();

    for (int at : new int[] {0, 1, 4, 5, 8, 9, 12}) {
      byte[] wrong = encoded.clone();
      wrong[at] ^= (byte) 0x82;
      assertThatThrownBy(() -> Keyring.decode(SecretBytes.owning(wrong)))
          .as("byte %d", at)
          .isInstanceOf(IntegrityException.class);
    }
  }

  @Test
  void wipesEveryKeyAtItsCloseAndNoneOfItsSuccessors() {
    Keyring keyring = Keyring.generate(random);
    Keyring next = keyring.withNextTerm(random);

    keyring.close();

    assertThatThrownBy(keyring::encode).isInstanceOf(IllegalStateException.class);
    assertThat(keyring.auditKey().isClosed()).isTrue();
    assertThat(next.encode().isEmpty()).isFalse();
  }

  @Test
  void showsTermsOnly() {
    Keyring keyring = Keyring.generate(random).withNextTerm(random);

    assertThat(keyring.toString()).isEqualTo("Keyring[terms 1 to 2]");
  }

  @Test
  void countsTermsFromOne() {
    assertThatThrownBy(() -> new KeyTerm(0)).isInstanceOf(IllegalArgumentException.class);
    assertThat(new KeyTerm(1)).isLessThan(new KeyTerm(1).next());
  }
}
