package io.rotakeep.core.crypto;

import static io.rotakeep.core.crypto.Keyrings.PLACE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeCipherTest {
  private static final byte[] TOKEN = "5Aep861..a refresh token".getBytes(US_ASCII);
  private static final int OVERHEAD = 6 + 32 + 32 + 12 + 16;

  private final Keyring keyring = Keyrings.fresh();
  private final EnvelopeCipher cipher = Keyrings.cipher(keyring);

  @Test
  void decryptsWhatItEncryptedForTheSamePlace() {
    byte[] envelope = cipher.encrypt(SecretBytes.copyOf(TOKEN), PLACE);

    SecretBytes decrypted = cipher.decrypt(envelope, PLACE);

    assertThat(decrypted.toByteArray()).isEqualTo(TOKEN);
  }

  @Test
  void givesBackPlaintextsOfEveryLength() {
    long seed = new SecureRandom().nextLong();
    Random random = new Random(seed);
    for (int length = 0; length <= 1030; length++) {
      byte[] plaintext = new byte[length];
      random.nextBytes(plaintext);

      byte[] envelope = cipher.encrypt(SecretBytes.copyOf(plaintext), PLACE);

      assertThat(cipher.decrypt(envelope, PLACE).toByteArray())
          .as("seed %d, length %d", seed, length)
          .isEqualTo(plaintext);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 251, 252})
  void hidesLengthsBehindOneBucket(int length) {
    byte[] envelope = cipher.encrypt(SecretBytes.copyOf(new byte[length]), PLACE);

    assertThat(envelope).hasSize(OVERHEAD + 256);
  }

  @Test
  void opensTheNextBucketWhenOneIsFull() {
    byte[] envelope = cipher.encrypt(SecretBytes.copyOf(new byte[253]), PLACE);

    assertThat(envelope).hasSize(OVERHEAD + 512);
  }

  @Test
  void beginsWithVersionAlgorithmAndTerm() {
    byte[] envelope = cipher.encrypt(SecretBytes.copyOf(TOKEN), PLACE);

    assertThat(Arrays.copyOf(envelope, 6)).containsExactly(1, 1, 0, 0, 0, 1);
  }

  @Test
  void neverWritesTheSameEnvelopeTwice() {
    byte[] one = cipher.encrypt(SecretBytes.copyOf(TOKEN), PLACE);
    byte[] other = cipher.encrypt(SecretBytes.copyOf(TOKEN), PLACE);

    assertThat(Arrays.copyOfRange(one, 6, 38)).isNotEqualTo(Arrays.copyOfRange(other, 6, 38));
    assertThat(Arrays.copyOfRange(one, 82, one.length))
        .isNotEqualTo(Arrays.copyOfRange(other, 82, other.length));
  }

  @Test
  void detectsEveryFlippedBit() {
    byte[] envelope = cipher.encrypt(SecretBytes.copyOf(TOKEN), PLACE);
    List<Integer> undetected = new ArrayList<>();

    for (int bit = 0; bit < envelope.length * 8; bit++) {
      byte[] flipped = envelope.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      if (!isRefused(flipped, PLACE)) {
        undetected.add(bit);
      }
    }

    assertThat(undetected).isEmpty();
  }

  @Test
  void detectsEveryTruncation() {
    byte[] envelope = cipher.encrypt(SecretBytes.copyOf(TOKEN), PLACE);

    for (int length = 0; length < envelope.length; length++) {
      assertThat(isRefused(Arrays.copyOf(envelope, length), PLACE)).as("%d bytes", length).isTrue();
    }
    assertThat(isRefused(Arrays.copyOf(envelope, envelope.length + 1), PLACE)).isTrue();
  }

  @Test
  void refusesEveryOtherVersionAndAlgorithm() {
    byte[] envelope = cipher.encrypt(SecretBytes.copyOf(TOKEN), PLACE);
    int accepted = 0;

    for (int header = 0; header < 256 * 256; header++) {
      envelope[0] = (byte) (header >> 8);
      envelope[1] = (byte) header;
      accepted += isRefused(envelope, PLACE) ? 0 : 1;
    }

    assertThat(accepted).isEqualTo(1);
  }

  static Stream<RecordAddress> otherPlaces() {
    UUID store = PLACE.storeId();
    return Stream.of(
        place(new UUID(1, 2), "connection", "refresh_token", "salesforce/acme"),
        place(store, "tombstone", "refresh_token", "salesforce/acme"),
        place(store, "connection", "access_token", "salesforce/acme"),
        place(store, "connection", "refresh_token", "salesforce/other"),
        place(store, "connectionrefresh_token", "", "salesforce/acme"),
        place(store, "connection", "refresh_tokensalesforce/acme", ""),
        with("salesforce-test", "login.salesforce.com", 7, "ACTIVE"),
        with("salesforce-prod", "evil.example", 7, "ACTIVE"),
        with("salesforce-prod", "login.salesforce.com", 6, "ACTIVE"),
        with("salesforce-prod", "login.salesforce.com", 7, "REVOKED"),
        with("salesforce-prodlogin.salesforce.com", "", 7, "ACTIVE"));
  }

  @ParameterizedTest
  @MethodSource("otherPlaces")
  void refusesAnEnvelopeFromAnotherPlace(RecordAddress other) {
    byte[] envelope = cipher.encrypt(SecretBytes.copyOf(TOKEN), PLACE);

    assertThat(isRefused(envelope, other)).isTrue();
  }

  @Test
  void refusesAnotherStoresKey() {
    byte[] envelope = Keyrings.cipher(Keyrings.fresh()).encrypt(SecretBytes.copyOf(TOKEN), PLACE);

    assertThat(isRefused(envelope, PLACE)).isTrue();
  }

  @Test
  void readsOldTermsAndWritesTheNewOne() {
    byte[] old = cipher.encrypt(SecretBytes.copyOf(TOKEN), PLACE);
    EnvelopeCipher later = Keyrings.cipher(Keyrings.withNextTerm(keyring));

    byte[] fresh = later.encrypt(SecretBytes.copyOf(TOKEN), PLACE);

    assertThat(ByteBuffer.wrap(fresh).getInt(2)).isEqualTo(2);
    assertThat(later.decrypt(old, PLACE).toByteArray()).isEqualTo(TOKEN);
    assertThat(later.decrypt(fresh, PLACE).toByteArray()).isEqualTo(TOKEN);
    assertThatThrownBy(() -> cipher.decrypt(fresh, PLACE))
        .isInstanceOf(UnknownKeyTermException.class);
  }

  @Test
  void saysWhichRecordIsDamagedAndNothingOfItsContent() {
    byte[] envelope = cipher.encrypt(SecretBytes.copyOf(TOKEN), PLACE);
    envelope[100] ^= 1;

    assertThatThrownBy(() -> cipher.decrypt(envelope, PLACE))
        .isInstanceOf(IntegrityException.class)
        .hasMessage(
            "connection.refresh_token of salesforce/acme, generation 7 does not authenticate");
  }

  @Test
  void endsWithAnErrorWhenTheKeysAreWipedMeanwhile() {
    keyring.close();

    assertThatThrownBy(() -> cipher.encrypt(SecretBytes.copyOf(TOKEN), PLACE))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void refusesPlaintextsThatNoTokenHas() {
    SecretBytes huge = SecretBytes.owning(new byte[EnvelopeCipher.MAX_PLAINTEXT + 1]);

    assertThatThrownBy(() -> cipher.encrypt(huge, PLACE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private boolean isRefused(byte[] envelope, RecordAddress place) {
    try {
      cipher.decrypt(envelope, place).close();
      return false;
    } catch (IntegrityException | UnknownKeyTermException _) {
      return true;
    }
  }

  private static RecordAddress place(UUID store, String table, String column, String record) {
    return new RecordAddress(
        store, table, column, record, "salesforce-prod", "login.salesforce.com", 7, "ACTIVE");
  }

  private static RecordAddress with(String provider, String host, long generation, String state) {
    return new RecordAddress(
        PLACE.storeId(),
        "connection",
        "refresh_token",
        "salesforce/acme",
        provider,
        host,
        generation,
        state);
  }
}
