package io.rotakeep.adapter.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.rotakeep.core.bearer.KeyDocument;
import io.rotakeep.core.bearer.KeysUnavailableException;
import io.rotakeep.core.bearer.SignatureAlgorithm;
import io.rotakeep.core.bearer.VerificationKey;
import io.rotakeep.testkit.jwt.SigningKey;
import io.rotakeep.testkit.jwt.TokenIssuer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JwkSetTest {
  private static final SigningKey RSA = SigningKey.of("rsa", "RS256");
  private static final SigningKey P256 = SigningKey.of("p256", "ES256");
  private static final SigningKey EDWARDS = SigningKey.of("ed", "EdDSA");

  @Test
  void readsEachKeyForWhatItIsGoodFor() throws Exception {
    List<VerificationKey> keys =
        read(TokenIssuer.set(List.of(RSA, P256, SigningKey.of("p384", "ES384"), EDWARDS)));

    assertThat(keys)
        .extracting(VerificationKey::id, VerificationKey::algorithms)
        .containsExactly(
            tuple("rsa", Set.of(SignatureAlgorithm.RS256)),
            tuple("p256", Set.of(SignatureAlgorithm.ES256)),
            tuple("p384", Set.of(SignatureAlgorithm.ES384)),
            tuple("ed", Set.of(SignatureAlgorithm.EDDSA)));
    assertThat(keys.getFirst().key()).isEqualTo(RSA.publicKey());
    assertThat(keys.getLast().key()).isEqualTo(EDWARDS.publicKey());
  }

  @Test
  void letsAKeyWithoutAlgorithmSignByBothOfItsType() throws Exception {
    List<VerificationKey> keys = read(set(RSA.jwk().replace("\"alg\":\"RS256\",", "")));

    assertThat(keys.getFirst().algorithms())
        .containsExactlyInAnyOrder(SignatureAlgorithm.RS256, SignatureAlgorithm.PS256);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"kty\":\"oct\",\"kid\":\"x\",\"alg\":\"HS256\",\"k\":\"c2VjcmV0\"}",
        "{\"kty\":\"RSA\",\"kid\":\"x\",\"n\":\"AQAB\",\"e\":\"AQAB\"}",
        "{\"kty\":\"RSA\",\"kid\":\"x\",\"n\":\"\",\"e\":\"\"}",
        "{\"kty\":\"RSA\",\"kid\":\"x\"}",
        "{\"kty\":\"EC\",\"kid\":\"x\",\"crv\":\"P-256\",\"x\":\"AQ\",\"y\":\"AQ\"}",
        "{\"kty\":\"EC\",\"kid\":\"x\",\"crv\":\"secp256k1\",\"x\":\"AQ\",\"y\":\"AQ\"}",
        "{\"kty\":\"OKP\",\"kid\":\"x\",\"crv\":\"Ed25519\",\"x\":\"AQ\"}",
        "{\"kty\":\"OKP\",\"kid\":\"x\",\"crv\":\"X25519\",\"x\":\"AQ\"}",
        "{\"kty\":7,\"kid\":\"x\"}",
        "{}",
        "7",
        "null"
      })
  void passesOverWhatIsNoKeyOfUse(String odd) throws Exception {
    assertThat(read(set(odd, P256.jwk()))).extracting(VerificationKey::id).containsExactly("p256");
    assertThatThrownBy(() -> read(set(odd))).isInstanceOf(KeysUnavailableException.class);
  }

  @Test
  void passesOverAKeyForAnotherPurposeOrWithoutAName() throws Exception {
    for (String odd :
        List.of(
            RSA.jwk().replace("\"sig\"", "\"enc\""),
            RSA.jwk().replace("\"use\":\"sig\"", "\"key_ops\":[\"encrypt\"]"),
            RSA.jwk().replace("\"kid\":\"rsa\",", ""),
            RSA.jwk().replace("RS256", "RS512"),
            RSA.jwk().replace("RS256", "ES256"))) {
      assertThat(read(set(odd, P256.jwk()))).as(odd).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{}",
        "{\"keys\":{}}",
        "{\"keys\":[]}",
        "{\"keys\":[],\"keys\":[]}",
        "{"
      })
  void saysThatThereIsNoSet(String document) {
    assertThatThrownBy(() -> read(document)).isInstanceOf(KeysUnavailableException.class);
  }

  @Test
  void refusesASetOfMoreThanAHundred() {
    String many = set(Collections.nCopies(101, P256.jwk()).toArray(String[]::new));

    assertThatThrownBy(() -> read(many)).hasMessageContaining("100 at the most");
  }

  @Test
  void readsAFileAnewEachTime(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("keys.json");
    JwkSet set = new JwkSet(new JwkSetFile(file));
    assertThatThrownBy(set::fetch).hasMessageContaining("cannot be read");

    Files.writeString(file, TokenIssuer.set(List.of(RSA)));
    assertThat(set.fetch()).extracting(VerificationKey::id).containsExactly("rsa");
    Files.writeString(file, TokenIssuer.set(List.of(P256)));
    assertThat(set.fetch()).extracting(VerificationKey::id).containsExactly("p256");
    Files.writeString(file, " ".repeat(KeyDocument.LONGEST + 1));
    assertThatThrownBy(set::fetch).hasMessageContaining("larger than 256 KiB");
  }

  private static List<VerificationKey> read(String document) throws KeysUnavailableException {
    return JwkSet.read(document.getBytes(StandardCharsets.UTF_8));
  }

  private static String set(String... keys) {
    return "{\"keys\":[" + String.join(",", keys) + "]}";
  }
}
