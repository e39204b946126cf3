package io.rotakeep.core.crypto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.secret.PlainKeyMemory;
import io.rotakeep.core.secret.SecretBytes;
import org.junit.jupiter.api.Test;

class FingerprinterTest {
  private static final String ISSUER = "https://issuer.example";

  private final Keyring keyring = Keyrings.fresh();
  private final Fingerprinter fingerprinter = new Fingerprinter(() -> keyring);

  @Test
  void recognisesATokenAgain() {
    Fingerprint one = fingerprinter.ofRefreshToken(ISSUER, "client", token("r1"));
    Fingerprint again = fingerprinter.ofRefreshToken(ISSUER, "client", token("r1"));

    assertThat(one).isEqualTo(again).hasSameHashCodeAs(again);
    assertThat(Fingerprint.of(one.bytes())).isEqualTo(one);
  }

  @Test
  void tellsTokensIssuersAndClientsApart() {
    Fingerprint one = fingerprinter.ofRefreshToken(ISSUER, "client", token("r1"));

    assertThat(fingerprinter.ofRefreshToken(ISSUER, "client", token("r2"))).isNotEqualTo(one);
    assertThat(fingerprinter.ofRefreshToken(ISSUER, "other", token("r1"))).isNotEqualTo(one);
    assertThat(fingerprinter.ofRefreshToken("https://b", "client", token("r1"))).isNotEqualTo(one);
    assertThat(fingerprinter.ofRefreshToken(ISSUER + "c", "lient", token("r1"))).isNotEqualTo(one);
  }

  @Test
  void meansNothingUnderAnotherKey() {
    Keyring other = Keyrings.fresh();

    Fingerprint theirs =
        new Fingerprinter(() -> other).ofRefreshToken(ISSUER, "client", token("r1"));

    assertThat(theirs).isNotEqualTo(fingerprinter.ofRefreshToken(ISSUER, "client", token("r1")));
  }

  @Test
  void outlivesARotationOfTheDataKeys() {
    Keyring later = Keyrings.withNextTerm(keyring);

    Fingerprint after =
        new Fingerprinter(() -> later).ofRefreshToken(ISSUER, "client", token("r1"));

    assertThat(after).isEqualTo(fingerprinter.ofRefreshToken(ISSUER, "client", token("r1")));
  }

  @Test
  void showsShortHandles() {
    Fingerprint fingerprint = fingerprinter.ofRefreshToken(ISSUER, "client", token("r1"));

    assertThat(fingerprint.handle()).matches("fp:[0-9a-f]{16}");
    assertThat(fingerprint.toString()).isEqualTo(fingerprint.handle());
    assertThat(fingerprinter.accessTokenHandle(token("a1"))).matches("at:[0-9a-f]{32}");
  }

  @Test
  void givesAnAccessTokenTheSameHandleOnEveryNode() {
    Keyring onAnotherNode = Keyring.decode(keyring.encode(), new PlainKeyMemory());

    String there = new Fingerprinter(() -> onAnotherNode).accessTokenHandle(token("a1"));

    assertThat(there).isEqualTo(fingerprinter.accessTokenHandle(token("a1")));
    assertThat(there).isNotEqualTo(fingerprinter.accessTokenHandle(token("a2")));
  }

  @Test
  void verifiesWhatItAuthenticatedForTheSamePurposeOnly() {
    byte[] data = "cursor 12".getBytes(US_ASCII);
    byte[] mac = fingerprinter.mac("page token", data);

    assertThat(mac).hasSize(32);
    assertThat(fingerprinter.verifies("page token", data, mac)).isTrue();
    assertThat(fingerprinter.verifies("hold", data, mac)).isFalse();
    assertThat(fingerprinter.verifies("page token", "cursor 13".getBytes(US_ASCII), mac)).isFalse();
    assertThat(fingerprinter.verifies("page token", data, new byte[0])).isFalse();
  }

  @Test
  void refusesFingerprintsOfAWrongLength() {
    assertThatThrownBy(() -> Fingerprint.of(new byte[31]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a fingerprint has 32 bytes, not 31");
  }

  private static SecretBytes token(String text) {
    return SecretBytes.copyOfAscii(text);
  }
}
