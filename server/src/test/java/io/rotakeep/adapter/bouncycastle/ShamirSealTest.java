package io.rotakeep.adapter.bouncycastle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.seal.ContributionRefusedException;
import io.rotakeep.core.seal.FreshSeal;
import io.rotakeep.core.seal.SealKind;
import io.rotakeep.core.seal.SealParameters;
import io.rotakeep.core.seal.SealWish;
import io.rotakeep.core.seal.UnsealFailedException;
import io.rotakeep.core.secret.SecretBytes;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShamirSealTest {
  private final ShamirSeal seal = new ShamirSeal(new SecureRandom());

  @ParameterizedTest
  @CsvSource({"3, 5", "1, 1", "1, 3", "2, 2", "5, 9", "2, 255", "255, 255"})
  void anyOfTheSharesRestoreTheKeyOnceThereAreEnough(int threshold, int count) {
    try (FreshSeal made = made(threshold, count)) {
      List<SecretBytes> shares = new ArrayList<>(made.shares());
      Collections.shuffle(shares, new Random(threshold));

      SecretBytes key = seal.keyEncryptionKey(made.parameters(), shares.subList(0, threshold));

      assertThat(made.shares()).hasSize(count);
      assertThat(seal.needed(made.parameters())).isEqualTo(threshold);
      assertThat(key.matches(made.key())).isTrue();
    }
  }

  @Test
  void everyChoiceOfThreeOfFiveOpens() {
    try (FreshSeal made = made(3, 5)) {
      List<SecretBytes> all = made.shares();
      for (int i = 0; i < 5; i++) {
        for (int j = i + 1; j < 5; j++) {
          for (int k = j + 1; k < 5; k++) {
            List<SecretBytes> some = List.of(all.get(k), all.get(i), all.get(j));
            assertThat(seal.keyEncryptionKey(made.parameters(), some).matches(made.key())).isTrue();
          }
        }
      }
    }
  }

  @Test
  void fewerSharesGiveAnotherKey() {
    try (FreshSeal made = made(3, 5)) {
      SecretBytes key = seal.keyEncryptionKey(made.parameters(), made.shares().subList(0, 2));

      assertThat(key.matches(made.key())).isFalse();
    }
  }

  @Test
  void aShareHas64CharactersOfBase64() {
    try (FreshSeal made = made(3, 5)) {
      assertThat(made.shares()).allSatisfy(share -> assertThat(share.length()).isEqualTo(48));
    }
  }

  @Test
  void findsEveryShareThatWasCopiedWrongly() {
    try (FreshSeal made = made(2, 3)) {
      byte[] share = made.shares().getFirst().toByteArray();
      for (int bit = 0; bit < share.length * 8; bit++) {
        byte[] flipped = share.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);

        assertRefused(made.parameters(), flipped, List.of());
      }
      for (int length = 0; length < share.length; length++) {
        assertRefused(made.parameters(), Arrays.copyOf(share, length), List.of());
      }
      assertRefused(made.parameters(), Arrays.copyOf(share, 49), List.of());
      assertRefused(made.parameters(), new byte[1 << 20], List.of());
    }
  }

  @Test
  void refusesAShareOfAnotherSealWithTheSameWords() {
    try (FreshSeal made = made(2, 3);
        FreshSeal other = made(2, 3)) {
      String foreign = refusal(made.parameters(), other.shares().getFirst(), List.of());
      String garbage = refusal(made.parameters(), SecretBytes.copyOfAscii("x"), List.of());

      assertThat(foreign).isEqualTo(garbage).doesNotContain("x");
    }
  }

  @Test
  void countsAShareOnce() {
    try (FreshSeal made = made(2, 3)) {
      SecretBytes share = made.shares().getFirst();

      seal.check(made.parameters(), share, List.of());
      seal.check(made.parameters(), made.shares().get(1), List.of(share));

      assertThat(refusal(made.parameters(), share, List.of(share))).contains("given already");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, shares",
    "256, 3, shares",
    "-1, 1, shares",
    "5, 0, threshold",
    "5, 6, threshold"
  })
  void saysWhichWishCannotBeMet(int shares, int threshold, String field) {
    assertThatThrownBy(
            () -> seal.make(new SealWish(SealKind.SHAMIR, shares, threshold, null), null))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessageStartingWith(field + ": must be 1 to ");
  }

  @Test
  void refusesDamagedParameters() {
    for (int length = 0; length < 20; length++) {
      SealParameters damaged = new SealParameters("shamir", new byte[length]);
      assertThatThrownBy(() -> seal.needed(damaged)).isInstanceOf(UnsealFailedException.class);
    }
  }

  private FreshSeal made(int threshold, int count) {
    return seal.make(new SealWish(SealKind.SHAMIR, count, threshold, null), null);
  }

  private void assertRefused(SealParameters parameters, byte[] share, List<SecretBytes> before) {
    assertThat(refusal(parameters, SecretBytes.copyOf(share), before)).isNotEmpty();
  }

  private String refusal(SealParameters parameters, SecretBytes share, List<SecretBytes> before) {
    try {
      seal.check(parameters, share, before);
      return "";
    } catch (ContributionRefusedException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
