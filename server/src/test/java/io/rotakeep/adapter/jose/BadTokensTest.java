package io.rotakeep.adapter.jose;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.bearer.BearerTokens;
import io.rotakeep.core.bearer.BearerTokens.Verdict;
import io.rotakeep.core.bearer.SubjectClaim;
import io.rotakeep.core.bearer.TokenBearer;
import io.rotakeep.core.bearer.TokenFault;
import io.rotakeep.core.bearer.TrustedIssuer;
import io.rotakeep.testkit.MutableClock;
import io.rotakeep.testkit.jwt.SigningKey;
import io.rotakeep.testkit.jwt.TokenIssuer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that do not count, each but one step away from one that does. */
final class BadTokensTest {
  private static final MutableClock CLOCK = MutableClock.standing();

  @SuppressWarnings("TimeInStaticInitializer") // a clock that stands
  private static final long NOW = CLOCK.instant().getEpochSecond();

  private static final String ISSUER = "https://idp.example.com";

  private static final SigningKey RSA = SigningKey.of("rsa", "RS256");
  private static final SigningKey PSS = SigningKey.of("pss", "PS256");
  private static final SigningKey P256 = SigningKey.of("p256", "ES256");
  private static final SigningKey P384 = SigningKey.of("p384", "ES384");
  private static final SigningKey EDWARDS = SigningKey.of("ed", "EdDSA");
  private static final SigningKey STRANGER = SigningKey.of("stranger", "RS256");
  private static final SigningKey WEAK = SigningKey.weak("weak");
  private static final List<SigningKey> PUBLISHED = List.of(RSA, PSS, P256, P384, EDWARDS, WEAK);

  private static final String HEADER = "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"typ\":\"JWT\"}";
  private static final String CLAIMS =
      "{\"iss\":\"%s\",\"aud\":\"rotakeep\",\"sub\":\"crm\",\"iat\":%d,\"exp\":%d}"
          .formatted(ISSUER, NOW, NOW + 600);

  private final BearerTokens tokens =
      new BearerTokens(
          List.of(
              new BearerTokens.Source(
                  new TrustedIssuer(
                      "corp",
                      TrustedIssuer.Kind.OIDC,
                      ISSUER,
                      "rotakeep",
                      SubjectClaim.SUB,
                      Duration.ofHours(1)),
                  new JwkSet(
                      () -> TokenIssuer.set(PUBLISHED).getBytes(StandardCharsets.US_ASCII)))),
          new JoseTokenReader(),
          CLOCK,
          new SecureRandom());

  record Bad(String name, String token, TokenFault fault) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Bad> refuses() throws GeneralSecurityException {
    return Stream.of(headers(), keys(), claims(), forms()).flatMap(List::stream);
  }

  private static List<Bad> headers() throws GeneralSecurityException {
    return List.of(
        header("alg none", "{\"alg\":\"none\",\"kid\":\"rsa\"}", TokenFault.ALGORITHM),
        header("alg NONE", "{\"alg\":\"NONE\",\"kid\":\"rsa\"}", TokenFault.ALGORITHM),
        new Bad(
            "alg none without a signature",
            SigningKey.base64("{\"alg\":\"none\"}") + "." + SigningKey.base64(CLAIMS) + ".",
            TokenFault.MALFORMED),
        header("alg rs256", "{\"alg\":\"rs256\",\"kid\":\"rsa\"}", TokenFault.ALGORITHM),
        header("alg RS512", "{\"alg\":\"RS512\",\"kid\":\"rsa\"}", TokenFault.ALGORITHM),
        header("alg missing", "{\"kid\":\"rsa\"}", TokenFault.ALGORITHM),
        header("alg no text", "{\"alg\":256,\"kid\":\"rsa\"}", TokenFault.ALGORITHM),
        new Bad("HS256 with the public key as secret", hs256(), TokenFault.ALGORITHM),
        header("kid missing", "{\"alg\":\"RS256\"}", TokenFault.HEADER),
        header("kid no text", "{\"alg\":\"RS256\",\"kid\":[\"rsa\"]}", TokenFault.HEADER),
        header(
            "kid huge",
            "{\"alg\":\"RS256\",\"kid\":\"%s\"}".formatted("k".repeat(257)),
            TokenFault.HEADER),
        more("crit", "\"crit\":[\"exp\"]", TokenFault.HEADER),
        more("crit empty", "\"crit\":[]", TokenFault.HEADER),
        more("b64", "\"b64\":false", TokenFault.HEADER),
        more("jku", "\"jku\":\"https://evil.example/keys\"", TokenFault.HEADER),
        more("x5u", "\"x5u\":\"https://evil.example/cert\"", TokenFault.HEADER),
        more("x5c", "\"x5c\":[\"MIIB\"]", TokenFault.HEADER),
        more("jwk", "\"jwk\":" + STRANGER.jwk(), TokenFault.HEADER),
        more("zip", "\"zip\":\"DEF\"", TokenFault.HEADER),
        more("nested", "\"cty\":\"JWT\"", TokenFault.HEADER),
        more("kid twice", "\"kid\":\"rsa\"", TokenFault.MALFORMED),
        header(
            "typ of another purpose",
            "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"typ\":\"logout+jwt\"}",
            TokenFault.HEADER),
        header(
            "typ no text", "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"typ\":null}", TokenFault.HEADER),
        header("header no object", "[\"RS256\"]", TokenFault.MALFORMED),
        header("header with a BOM", "\ufeff" + HEADER, TokenFault.MALFORMED));
  }

  private static List<Bad> keys() {
    String pss = "{\"alg\":\"PS256\",\"kid\":\"rsa\"}";
    String curve = "{\"alg\":\"ES256\",\"kid\":\"p384\"}";
    return List.of(
        new Bad("unknown kid", STRANGER.token(CLAIMS), TokenFault.UNKNOWN_KEY),
        new Bad(
            "another's key under a known kid",
            STRANGER.named("rsa").token(CLAIMS),
            TokenFault.SIGNATURE),
        new Bad("PS256 under a key for RS256", RSA.token(pss, CLAIMS), TokenFault.UNKNOWN_KEY),
        new Bad("ES256 under a P-384 key", P384.token(curve, CLAIMS), TokenFault.UNKNOWN_KEY),
        new Bad(
            "ES256 under an RSA key",
            P256.token("{\"alg\":\"ES256\",\"kid\":\"rsa\"}", CLAIMS),
            TokenFault.UNKNOWN_KEY),
        new Bad(
            "EdDSA under a P-256 key",
            EDWARDS.token("{\"alg\":\"EdDSA\",\"kid\":\"p256\"}", CLAIMS),
            TokenFault.UNKNOWN_KEY),
        new Bad("a key of 1024 bits", WEAK.token(CLAIMS), TokenFault.UNKNOWN_KEY),
        new Bad("ES256 of zeros", unsigned(P256, new byte[64]), TokenFault.SIGNATURE),
        new Bad("ES384 of zeros", unsigned(P384, new byte[96]), TokenFault.SIGNATURE),
        new Bad("ES256 cut short", unsigned(P256, new byte[32]), TokenFault.SIGNATURE),
        new Bad("EdDSA of zeros", unsigned(EDWARDS, new byte[64]), TokenFault.SIGNATURE),
        new Bad("RS256 of zeros", unsigned(RSA, new byte[256]), TokenFault.SIGNATURE),
        new Bad("RS256 too long", unsigned(RSA, new byte[1024]), TokenFault.SIGNATURE));
  }

  private static List<Bad> claims() {
    return List.of(
        claim("wrong issuer", "\"iss\":\"https://idp.example.com/\"", TokenFault.ISSUER),
        claim("issuer in capitals", "\"iss\":\"https://IDP.example.com\"", TokenFault.ISSUER),
        claim("issuer missing", "\"isx\":\"\"", TokenFault.CLAIMS),
        claim("issuer no text", "\"iss\":[\"%s\"]".formatted(ISSUER), TokenFault.CLAIMS),
        claim("wrong audience", "\"aud\":\"vault\"", TokenFault.AUDIENCE),
        claim("two audiences", "\"aud\":[\"rotakeep\",\"vault\"]", TokenFault.AUDIENCE),
        claim("the audience twice", "\"aud\":[\"rotakeep\",\"rotakeep\"]", TokenFault.AUDIENCE),
        claim("no audience", "\"aud\":[]", TokenFault.AUDIENCE),
        claim("audience no text", "\"aud\":{\"rotakeep\":1}", TokenFault.CLAIMS),
        claim("expired", "\"exp\":" + NOW, TokenFault.EXPIRED),
        claim("expired long ago", "\"exp\":0", TokenFault.EXPIRED),
        claim("exp missing", "\"exq\":1", TokenFault.CLAIMS),
        claim("exp as text", "\"exp\":\"%d\"".formatted(NOW + 600), TokenFault.CLAIMS),
        claim("exp beyond time", "\"exp\":1e300", TokenFault.CLAIMS),
        claim("exp negative", "\"exp\":-1", TokenFault.CLAIMS),
        claim("exp null", "\"exp\":null", TokenFault.CLAIMS),
        claim("iat missing", "\"iax\":1", TokenFault.CLAIMS),
        claim("issued tomorrow", "\"iat\":" + (NOW + 61), TokenFault.NOT_YET_VALID),
        claim("lives too long", "\"iat\":" + (NOW - 3001), TokenFault.TOO_LONG_LIVED),
        with("not yet valid", "\"nbf\":" + (NOW + 61), TokenFault.NOT_YET_VALID),
        with("nbf no number", "\"nbf\":\"now\"", TokenFault.CLAIMS),
        with("bound to a key", "\"cnf\":{\"jkt\":\"x\"}", TokenFault.BOUND),
        claim("no subject", "\"sux\":\"crm\"", TokenFault.SUBJECT),
        claim("subject empty", "\"sub\":\"\"", TokenFault.CLAIMS),
        claim("subject no text", "\"sub\":7", TokenFault.CLAIMS),
        claim("subject with a star", "\"sub\":\"crm/*\"", TokenFault.SUBJECT),
        claim("subject with a line break", "\"sub\":\"crm\\nops\"", TokenFault.SUBJECT),
        with("sub twice", "\"sub\":\"ops\"", TokenFault.MALFORMED),
        with(
            "a member twice further down", "\"a\":{\"b\":{\"c\":1,\"c\":2}}", TokenFault.MALFORMED),
        with("nested too deep", "\"a\":" + "[".repeat(40) + "]".repeat(40), TokenFault.MALFORMED));
  }

  private static List<Bad> forms() {
    String good = RSA.token(HEADER, CLAIMS);
    int last = good.lastIndexOf('.');
    return List.of(
        new Bad("empty", "", TokenFault.MALFORMED),
        new Bad("dots", "..", TokenFault.MALFORMED),
        new Bad("two parts", good.substring(0, last), TokenFault.MALFORMED),
        new Bad("four parts", good + ".x", TokenFault.MALFORMED),
        new Bad("five parts", good + ".x.y", TokenFault.MALFORMED),
        new Bad("no signature", good.substring(0, last + 1), TokenFault.MALFORMED),
        new Bad("cut short", good.substring(0, good.length() - 2), TokenFault.SIGNATURE),
        new Bad("a space before", " " + good, TokenFault.MALFORMED),
        new Bad("a space after", good + " ", TokenFault.MALFORMED),
        new Bad("a space within", good.replaceFirst("\\.", ". "), TokenFault.MALFORMED),
        new Bad("a line break after", good + "\n", TokenFault.MALFORMED),
        new Bad("padded", good + "==", TokenFault.MALFORMED),
        new Bad("plain Base64", good.substring(0, last + 1) + "ab+/", TokenFault.MALFORMED),
        new Bad("bits left over", good.substring(0, last + 1) + "ab", TokenFault.MALFORMED),
        new Bad("not ASCII", "é" + good, TokenFault.MALFORMED),
        new Bad("huge", RSA.token(HEADER, CLAIMS + " ".repeat(7000)), TokenFault.MALFORMED),
        new Bad("more behind the claims", RSA.token(HEADER, CLAIMS + "{}"), TokenFault.MALFORMED),
        new Bad(
            "other claims under it",
            good.replace(
                SigningKey.base64(CLAIMS), SigningKey.base64(CLAIMS.replace("crm", "ops"))),
            TokenFault.SIGNATURE),
        new Bad("claims in UTF-16", inUtf16(), TokenFault.MALFORMED),
        new Bad("JSON serialization", "{\"payload\":\"x\"}", TokenFault.MALFORMED));
  }

  @ParameterizedTest
  @MethodSource
  void refuses(Bad bad) {
    byte[] token = bad.token().getBytes(StandardCharsets.UTF_8);

    assertThat(tokens.verify(token)).isEqualTo(new Verdict.Refused(bad.fault()));
    assertThat(tokens.known(token)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "PS256", "ES256", "ES384", "EdDSA"})
  void takesAGoodOneOfEachAlgorithm(String algorithm) {
    SigningKey key =
        PUBLISHED.stream().filter(it -> it.algorithm().equals(algorithm)).findFirst().orElseThrow();

    assertThat(nameBy(key.token(CLAIMS))).isEqualTo("oidc:corp/crm");
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "jwt", "at+jwt", "application/at+jwt"})
  void takesAnAccessTokenByItsType(String type) {
    String header = "{\"alg\":\"RS256\",\"kid\":\"rsa\",\"typ\":\"%s\"}".formatted(type);

    assertThat(nameBy(RSA.token(header, CLAIMS))).isEqualTo("oidc:corp/crm");
  }

  @Test
  void passesOverWhatItIsNotToJudge() {
    String header = HEADER.replace("}", ",\"x5t\":\"abc\",\"custom\":{\"a\":[1]}}");
    String claims = CLAIMS.replace("}", ",\"realm_access\":{\"roles\":[\"x\"]},\"nbf\":1.5}");

    assertThat(nameBy(RSA.token(header, claims))).isEqualTo("oidc:corp/crm");
  }

  private String nameBy(String token) {
    return tokens.verify(token.getBytes(StandardCharsets.US_ASCII))
            instanceof Verdict.Counts(TokenBearer bearer)
        ? bearer.caller().name()
        : "nobody";
  }

  private static Bad header(String name, String header, TokenFault fault) {
    return new Bad(name, RSA.token(header, CLAIMS), fault);
  }

  private static Bad more(String name, String member, TokenFault fault) {
    return header(name, HEADER.replace("}", "," + member + "}"), fault);
  }

  /** With {@code member} in place of the claim whose name it begins like. */
  private static Bad claim(String name, String member, TokenFault fault) {
    String claim =
        switch (member.substring(1, 4)) {
          case "isx" -> "iss";
          case "exq" -> "exp";
          case "iax" -> "iat";
          case "sux" -> "sub";
          default -> member.substring(1, 4);
        };
    String changed =
        CLAIMS.replaceFirst(
            "\"" + claim + "\":(\"[^\"]*\"|\\d+)", Matcher.quoteReplacement(member));
    return new Bad(name, RSA.token(HEADER, changed), fault);
  }

  private static Bad with(String name, String member, TokenFault fault) {
    return new Bad(name, RSA.token(HEADER, CLAIMS.replace("}", "," + member + "}")), fault);
  }

  private static String unsigned(SigningKey key, byte[] signature) {
    String token = key.token(CLAIMS);
    return token.substring(0, token.lastIndexOf('.') + 1)
        + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  private static String inUtf16() {
    String signed =
        SigningKey.base64(HEADER)
            + "."
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(CLAIMS.getBytes(StandardCharsets.UTF_16LE));
    return signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(RSA.sign(signed));
  }

  /** The old confusion: the public key's own encoding as the secret of an HMAC. */
  private static String hs256() throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(RSA.publicKey().getEncoded(), "HmacSHA256"));
    String signed =
        SigningKey.base64("{\"alg\":\"HS256\",\"kid\":\"rsa\"}") + "." + SigningKey.base64(CLAIMS);
    return signed
        + "."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
  }
}
