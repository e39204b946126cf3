package io.rotakeep.core.crypto;

import static io.rotakeep.core.crypto.Keyrings.PLACE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.secret.SecretBytes;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;

/** A second implementation, written from the format alone, reads what ours wrote. */
class BouncyCastleOracleTest {
  private final Keyring keyring = Keyrings.fresh();
  private final EnvelopeCipher cipher = Keyrings.cipher(keyring);

  @Test
  void decryptsWhatTheJdkEncrypted() throws Exception {
    long seed = new SecureRandom().nextLong();
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      byte[] plaintext = new byte[random.nextInt(5000)];
      random.nextBytes(plaintext);

      byte[] envelope = cipher.encrypt(SecretBytes.copyOf(plaintext), PLACE);

      assertThat(decrypt(envelope)).as("seed %d, round %d", seed, round).isEqualTo(plaintext);
    }
  }

  @Test
  void agreesOnFingerprints() throws IOException {
    byte[] token = "a refresh token".getBytes(UTF_8);
    byte[] message = joined("refresh token", "https://issuer.example", "client-1", token);

    Fingerprint ours =
        new Fingerprinter(() -> keyring)
            .ofRefreshToken("https://issuer.example", "client-1", SecretBytes.copyOf(token));

    HMac hmac = new HMac(new SHA256Digest());
    hmac.init(new KeyParameter(keyring.fingerprintKey().toByteArray()));
    hmac.update(message, 0, message.length);
    byte[] theirs = new byte[32];
    hmac.doFinal(theirs, 0);
    assertThat(ours.bytes()).isEqualTo(theirs);
  }

  private byte[] decrypt(byte[] envelope) throws IOException, InvalidCipherTextException {
    ByteBuffer in = ByteBuffer.wrap(envelope);
    byte version = in.get();
    byte algorithm = in.get();
    int term = in.getInt();
    byte[] salt = take(in, 32);
    byte[] commitment = take(in, 32);
    byte[] nonce = take(in, 12);
    byte[] ciphertext = take(in, in.remaining());
    byte[] key = keyring.dataRootKey(new KeyTerm(term)).orElseThrow().toByteArray();
    byte[] info =
        joined(
            "rotakeep/record/1",
            PLACE.storeId(),
            PLACE.table(),
            PLACE.column(),
            PLACE.recordId(),
            PLACE.generation());
    HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
    hkdf.init(new HKDFParameters(key, salt, info));
    byte[] derived = new byte[64];
    hkdf.generateBytes(derived, 0, 64);
    assertThat(commitment).isEqualTo(Arrays.copyOfRange(derived, 32, 64));

    KeyParameter messageKey = new KeyParameter(Arrays.copyOf(derived, 32));
    return opened(messageKey, nonce, ciphertext, aad(version, algorithm, term));
  }

  private static byte[] aad(byte version, byte algorithm, int term) throws IOException {
    return joined(
        (long) version,
        (long) algorithm,
        (long) term,
        PLACE.storeId(),
        PLACE.table(),
        PLACE.column(),
        PLACE.recordId(),
        PLACE.provider(),
        PLACE.issuerHost(),
        PLACE.generation(),
        PLACE.state());
  }

  private static byte[] opened(KeyParameter messageKey, byte[] nonce, byte[] ciphertext, byte[] aad)
      throws InvalidCipherTextException {
    var gcm = GCMBlockCipher.newInstance(AESEngine.newInstance());
    gcm.init(false, new AEADParameters(messageKey, 128, nonce, aad));
    byte[] padded = new byte[gcm.getOutputSize(ciphertext.length)];
    int written = gcm.processBytes(ciphertext, 0, ciphertext.length, padded, 0);
    gcm.doFinal(padded, written);
    return Arrays.copyOfRange(padded, 4, 4 + ByteBuffer.wrap(padded).getInt());
  }

  private static byte[] joined(Object... fields) throws IOException {
    ByteArrayOutputStream joined = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(joined);
    for (Object field : fields) {
      byte[] bytes =
          switch (field) {
            case byte[] raw -> raw;
            case Long number -> ByteBuffer.allocate(8).putLong(number).array();
            case UUID id ->
                ByteBuffer.allocate(16)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .array();
            default -> field.toString().getBytes(UTF_8);
          };
      out.writeInt(bytes.length);
      out.write(bytes);
    }
    return joined.toByteArray();
  }

  private static byte[] take(ByteBuffer from, int length) {
    byte[] taken = new byte[length];
    from.get(taken);
    return taken;
  }
}
