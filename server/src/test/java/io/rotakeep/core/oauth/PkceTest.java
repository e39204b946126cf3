package io.rotakeep.core.oauth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.secret.SecretBytes;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PkceTest {
  private static final int MANY = 10_000;

  @Test
  void makesTheChallengeOfRfc7636AppendixB() {
    try (SecretBytes verifier =
        SecretBytes.copyOfAscii("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")) {
      assertThat(Pkce.challenge(verifier)).isEqualTo("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
  }

  @Test
  void knowsS256Only() {
    assertThat(Pkce.METHOD).isEqualTo("S256");
  }

  @Test
  void everyVerifierIsNewAndOfTheLegalAlphabet() {
    SecureRandom random = new SecureRandom();
    Set<String> seen = new HashSet<>();

    for (int i = 0; i < MANY; i++) {
      try (SecretBytes verifier = Pkce.newVerifier(random)) {
        seen.add(verifier.read(bytes -> new String(bytes, US_ASCII)));
      }
    }

    assertThat(seen).hasSize(MANY).allMatch(text -> text.matches("[A-Za-z0-9_-]{43}"));
  }

  @Test
  void noTwoVerifiersHaveOneChallenge() {
    SecureRandom random = new SecureRandom();

    try (SecretBytes one = Pkce.newVerifier(random);
        SecretBytes other = Pkce.newVerifier(random)) {
      assertThat(Pkce.challenge(one)).hasSize(43).isNotEqualTo(Pkce.challenge(other));
    }
  }
}
