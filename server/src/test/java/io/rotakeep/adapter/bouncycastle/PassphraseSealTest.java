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
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PassphraseSealTest {
  private static final PassphraseSeal.Cost CHEAP = new PassphraseSeal.Cost(19 * 1024, 1, 1);

  private final PassphraseSeal seal = new PassphraseSeal(new SecureRandom(), CHEAP);

  @Test
  void theSamePassphraseGivesTheSameKey() {
    try (FreshSeal made = made("correct horse battery")) {
      assertThat(key(made.parameters(), "correct horse battery").matches(made.key())).isTrue();
      assertThat(key(made.parameters(), "correct horse batterz").matches(made.key())).isFalse();
      assertThat(key(made.parameters(), "correct horse battery ").matches(made.key())).isFalse();
    }
  }

  @Test
  void twoSealsOfOnePassphraseDiffer() {
    try (FreshSeal one = made("correct horse battery");
        FreshSeal other = made("correct horse battery")) {
      assertThat(one.key().matches(other.key())).isFalse();
    }
  }

  /** RFC 9106, section 4: the second recommended option. */
  @Test
  void costs64MebibytesThreePassesAndFourLanes() {
    PassphraseSeal standard = new PassphraseSeal(new SecureRandom());

    try (SecretBytes passphrase = SecretBytes.copyOfAscii("correct horse battery");
        FreshSeal made = standard.make(new SealWish(SealKind.PASSPHRASE, 0, 0, passphrase), null)) {
      ByteBuffer values = ByteBuffer.wrap(made.parameters().values());

      assertThat(List.of(values.getInt(), values.getInt(), values.getInt()))
          .containsExactly(64 * 1024, 3, 4);
      assertThat(
              standard.keyEncryptionKey(made.parameters(), List.of(passphrase)).matches(made.key()))
          .isTrue();
    }
  }

  /** RFC 9106, section 5.3: that the library is Argon2id as the RFC has it. */
  @Test
  void theLibraryGivesTheVectorOfTheRfc() {
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(32)
            .withIterations(3)
            .withParallelism(4)
            .withSalt(filled(16, 2))
            .withSecret(filled(8, 3))
            .withAdditional(filled(12, 4))
            .build());
    byte[] tag = new byte[32];

    generator.generateBytes(filled(32, 1), tag);

    assertThat(HexFormat.of().formatHex(tag))
        .isEqualTo("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 13, 1025})
  void wantsFourteenCharactersOrMore(int length) {
    assertThatThrownBy(() -> made("x".repeat(length)))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessage("passphrase: is required, 14 characters or more in 1024 bytes at most");
  }

  @Test
  void countsCharactersAndNotTheirBytes() {
    assertThatThrownBy(() -> made("\u00e4\u20ac\ud83d\udd11".repeat(4) + "x"))
        .isInstanceOf(InvalidFieldException.class);
    made("\u00e4\u20ac\ud83d\udd11".repeat(4) + "xy").close();
    made("x".repeat(14)).close();
    made("x".repeat(1024)).close();
  }

  /** Seals were made of twelve bytes once. */
  @Test
  void goesOnOpeningWhatAShorterOneSealed() {
    try (FreshSeal made = made("correct horse battery");
        SecretBytes shorter = SecretBytes.copyOfAscii("twelve bytes")) {
      seal.check(made.parameters(), shorter, List.of());

      assertThat(seal.keyEncryptionKey(made.parameters(), List.of(shorter)).length()).isEqualTo(32);
    }
  }

  @Test
  void refusesAnEmptyAndAnEndlessTryWithoutWork() {
    try (FreshSeal made = made("correct horse battery")) {
      for (int length : new int[] {0, 1025, 1 << 20}) {
        SecretBytes given = SecretBytes.owning(new byte[length]);
        assertThatThrownBy(() -> seal.check(made.parameters(), given, List.of()))
            .isInstanceOf(ContributionRefusedException.class);
      }
    }
  }

  /** Whoever can write the blob must not have us compute for hours, or a guess cost nothing. */
  @ParameterizedTest
  @CsvSource({
    "1024, 3, 4",
    "2147483647, 3, 4",
    "65536, 0, 4",
    "65536, 1000000, 4",
    "65536, 3, 0",
    "65536, 3, 10000",
    "-1, -1, -1"
  })
  void refusesCostsThatNobodyWouldChoose(int memory, int passes, int lanes) {
    byte[] values = ByteBuffer.allocate(28).putInt(memory).putInt(passes).putInt(lanes).array();

    assertThatThrownBy(() -> key(new SealParameters("passphrase", values), "correct horse battery"))
        .isInstanceOf(UnsealFailedException.class)
        .hasMessageContaining("damaged");
  }

  private FreshSeal made(String passphrase) {
    try (SecretBytes secret = SecretBytes.owning(passphrase.getBytes(StandardCharsets.UTF_8))) {
      return seal.make(new SealWish(SealKind.PASSPHRASE, 0, 0, secret), null);
    }
  }

  private SecretBytes key(SealParameters parameters, String passphrase) {
    return seal.keyEncryptionKey(parameters, List.of(SecretBytes.copyOfAscii(passphrase)));
  }

  private static byte[] filled(int length, int with) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) with);
    return bytes;
  }
}
