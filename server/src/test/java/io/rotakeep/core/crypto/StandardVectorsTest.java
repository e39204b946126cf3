package io.rotakeep.core.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The primitives do what their standards print, with keys lent the way this package lends them. */
class StandardVectorsTest {
  private static final HexFormat HEX = HexFormat.of();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b|000102030405060708090a0b0c|\
          f0f1f2f3f4f5f6f7f8f9|42|\
          3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865
          000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\
          202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f\
          404142434445464748494a4b4c4d4e4f|\
          606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f\
          808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f\
          a0a1a2a3a4a5a6a7a8a9aaabacadaeaf|\
          b0b1b2b3b4b5b6b7b8b9babbbcbdbebfc0c1c2c3c4c5c6c7c8c9cacbcccdcecf\
          d0d1d2d3d4d5d6d7d8d9dadbdcdddedfe0e1e2e3e4e5e6e7e8e9eaebecedeeef\
          f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff|82|\
          b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c\
          59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71\
          cc30c58179ec3e87c14c01d5c1f3434f1d87
          0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b|''|''|42|\
          8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8
          """)
  void hkdfGivesTheVectorsOfRfc5869(String ikm, String salt, String info, int length, String okm)
      throws GeneralSecurityException {
    SecretBytes key = SecretBytes.owning(HEX.parseHex(ikm));
    HKDFParameterSpec spec =
        HKDFParameterSpec.ofExtract()
            .addIKM(new EphemeralKey(key, "HKDF"))
            .addSalt(HEX.parseHex(salt))
            .thenExpand(HEX.parseHex(info), length);

    byte[] derived = KDF.getInstance("HKDF-SHA256").deriveData(spec);

    assertThat(HEX.formatHex(derived)).isEqualTo(okm);
  }

  @ParameterizedTest
  @CsvSource({
    "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b,4869205468657265,"
        + "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
    "4a656665,7768617420646f2079612077616e7420666f72206e6f7468696e673f,"
        + "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
  })
  void hmacGivesTheVectorsOfRfc4231(String key, String data, String expected) {
    byte[] digest = Hmac.sha256(SecretBytes.owning(HEX.parseHex(key)), HEX.parseHex(data));

    assertThat(HEX.formatHex(digest)).isEqualTo(expected);
  }

  @Test
  void joinedFieldsDifferWhereTheirConcatenationsDoNot() {
    byte[] one = new LengthPrefixed().add("ab").add("c").toByteArray();
    byte[] other = new LengthPrefixed().add("a").add("bc").toByteArray();

    assertThat(one).isNotEqualTo(other);
    assertThat(one).isEqualTo("\0\0\0\2ab\0\0\0\1c".getBytes(US_ASCII));
  }
}
