package io.rotakeep.core.bearer;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.bearer.BearerTokens.Verdict;
import io.rotakeep.testkit.MutableClock;
import io.rotakeep.testkit.jwt.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is remembered of tokens and of keys, and for how long. */
final class BearerTokensTest {
  private static final SigningKey OLD = SigningKey.of("old", "ES256");
  private static final SigningKey NEW = SigningKey.of("new", "ES256");

  /** RSA, whose signatures cost least to check. */
  private static final SigningKey QUICK = SigningKey.of("quick", "RS256");

  private static final String TEXT = "header.claims";

  private final MutableClock clock = MutableClock.standing();
  private final Published published = new Published();
  private final BearerTokens tokens =
      new BearerTokens(
          List.of(
              new BearerTokens.Source(
                  new TrustedIssuer(
                      "corp",
                      TrustedIssuer.Kind.OIDC,
                      "https://idp.example.com",
                      "rotakeep",
                      SubjectClaim.SUB,
                      Duration.ofDays(2)),
                  published)),
          this::read,
          clock,
          new SecureRandom());

  private Instant end = clock.instant().plus(Duration.ofHours(47));

  @Test
  void knowsATokenOnceItHasBeenVerifiedAndUntilItEnds() {
    end = clock.instant().plusSeconds(600);
    byte[] token = token(OLD);

    assertThat(tokens.known(token)).isNull();
    assertThat(tokens.verify(token)).isInstanceOf(Verdict.Counts.class);
    assertThat(callerOf(token)).isEqualTo("oidc:corp/crm");
    clock.advance(Duration.ofSeconds(599));
    assertThat(callerOf(token)).isEqualTo("oidc:corp/crm");
    clock.advance(Duration.ofSeconds(1));
    assertThat(tokens.known(token)).isNull();
    assertThat(faultOf(token)).isEqualTo(TokenFault.EXPIRED);
  }

  @Test
  void knowsNothingOfATokenThatWasRefused() {
    byte[] token = token(NEW);

    assertThat(faultOf(token)).isEqualTo(TokenFault.UNKNOWN_KEY);
    assertThat(tokens.known(token)).isNull();
  }

  @Test
  void asksForAKeyThatItDoesNotKnowButNotMoreOftenThanEveryTenSeconds() {
    assertThat(faultOf(token(NEW))).isEqualTo(TokenFault.UNKNOWN_KEY);
    for (int i = 0; i < 1000; i++) {
      assertThat(faultOf(token(NEW.named("made-up-" + i)))).isEqualTo(TokenFault.UNKNOWN_KEY);
    }
    assertThat(published.asked).isEqualTo(1);

    published.keys = List.of(OLD, NEW);
    assertThat(faultOf(token(NEW))).isEqualTo(TokenFault.UNKNOWN_KEY);
    clock.advance(IssuerKeys.ON_DEMAND);
    assertThat(tokens.verify(token(NEW))).isInstanceOf(Verdict.Counts.class);
    assertThat(published.asked).isEqualTo(2);
  }

  @Test
  void forgetsWhatAKeyHadSignedThatIsPublishedNoMore() {
    byte[] token = token(OLD);
    assertThat(tokens.verify(token)).isInstanceOf(Verdict.Counts.class);

    published.keys = List.of(NEW);
    clock.advance(IssuerKeys.PACE);
    tokens.tend();

    assertThat(tokens.known(token)).isNull();
    assertThat(faultOf(token)).isEqualTo(TokenFault.UNKNOWN_KEY);
  }

  @Test
  void goesOnKnowingWhileTheKeysAreTheSame() {
    byte[] token = token(OLD);
    assertThat(tokens.verify(token)).isInstanceOf(Verdict.Counts.class);

    clock.advance(IssuerKeys.PACE);
    tokens.tend();

    assertThat(published.asked).isEqualTo(2);
    assertThat(tokens.known(token)).isNotNull();
  }

  @Test
  void takesAnotherKeyUnderTheSameIdOnceItIsPublished() {
    assertThat(tokens.verify(token(OLD))).isInstanceOf(Verdict.Counts.class);
    SigningKey successor = NEW.named("old");
    assertThat(faultOf(token(successor))).isEqualTo(TokenFault.SIGNATURE);

    published.keys = List.of(successor);
    clock.advance(IssuerKeys.ON_DEMAND);

    assertThat(tokens.verify(token(successor))).isInstanceOf(Verdict.Counts.class);
    assertThat(faultOf(token(OLD))).isEqualTo(TokenFault.SIGNATURE);
  }

  @Test
  void keepsTheLastKeysForADayWhileTheyCannotBeHad() {
    byte[] token = token(OLD);
    assertThat(tokens.verify(token)).isInstanceOf(Verdict.Counts.class);
    published.away = true;

    clock.advance(IssuerKeys.KEPT.minusSeconds(1));
    tokens.tend();
    assertThat(tokens.known(token)).isNotNull();
    assertThat(tokens.verify(token)).isInstanceOf(Verdict.Counts.class);
    clock.advance(Duration.ofSeconds(1));
    tokens.tend();

    assertThat(tokens.known(token)).isNull();
    assertThat(faultOf(token)).isEqualTo(TokenFault.NO_KEYS);
    published.away = false;
    clock.advance(IssuerKeys.ON_DEMAND);
    assertThat(tokens.verify(token)).isInstanceOf(Verdict.Counts.class);
  }

  @Test
  void triesAgainSoonAfterAFailedStart() {
    published.away = true;
    tokens.tend();
    assertThat(faultOf(token(OLD))).isEqualTo(TokenFault.NO_KEYS);

    published.away = false;
    clock.advance(IssuerKeys.ON_DEMAND);
    tokens.tend();

    assertThat(published.asked).isEqualTo(2);
    assertThat(tokens.verify(token(OLD))).isInstanceOf(Verdict.Counts.class);
  }

  @Test
  void goesOnAskingAfterTheClockWasPutBack() {
    tokens.tend();
    clock.advance(Duration.ofDays(-1));
    tokens.tend();

    assertThat(published.asked).isEqualTo(2);
  }

  @Test
  void remembersABoundedNumberOfTokens() {
    byte[] first = token(OLD);
    assertThat(tokens.verify(first)).isInstanceOf(Verdict.Counts.class);
    byte[] signature = QUICK.sign(TEXT);
    for (int i = 0; i < BearerTokens.MOST_REMEMBERED; i++) {
      var _ = tokens.verify(token("quick", i, signature));
    }

    assertThat(tokens.known(first)).isNull();
    assertThat(tokens.verify(first)).isInstanceOf(Verdict.Counts.class);
    assertThat(tokens.known(first)).isNotNull();
  }

  private @Nullable String callerOf(byte[] token) {
    TokenBearer bearer = tokens.known(token);
    return bearer == null ? null : bearer.caller().name();
  }

  private @Nullable TokenFault faultOf(byte[] token) {
    return tokens.verify(token) instanceof Verdict.Refused(TokenFault fault) ? fault : null;
  }

  private static byte[] token(SigningKey key) {
    return token(key.id(), 0, key.sign(TEXT));
  }

  /** Not a token as they are written, but one to {@link #read}. */
  private static byte[] token(String key, int number, byte[] signature) {
    return (key + "|" + number + "|" + new String(signature, StandardCharsets.ISO_8859_1))
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private PresentedToken read(byte[] token) {
    String[] parts = new String(token, StandardCharsets.ISO_8859_1).split("\\|", 3);
    return new PresentedToken(
        parts[0].equals("quick") ? SignatureAlgorithm.RS256 : SignatureAlgorithm.ES256,
        parts[0],
        new Claims(
            "https://idp.example.com",
            List.of("rotakeep"),
            Map.of(SubjectClaim.SUB, "crm"),
            end,
            end.minus(Duration.ofHours(47)),
            null,
            null),
        TEXT.getBytes(StandardCharsets.US_ASCII),
        parts[2].getBytes(StandardCharsets.ISO_8859_1));
  }

  /** An issuer's keys as they are published at the moment. */
  private static final class Published implements KeySource {
    List<SigningKey> keys = List.of(OLD, QUICK);
    boolean away;
    int asked;

    @Override
    public List<VerificationKey> fetch() throws KeysUnavailableException {
      asked++;
      if (away) {
        throw new KeysUnavailableException("away");
      }
      return keys.stream()
          .map(
              key ->
                  new VerificationKey(
                      key.id(),
                      Set.of(SignatureAlgorithm.named(key.algorithm()).orElseThrow()),
                      key.publicKey()))
          .toList();
    }
  }
}
