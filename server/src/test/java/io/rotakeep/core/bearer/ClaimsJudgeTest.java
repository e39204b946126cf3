package io.rotakeep.core.bearer;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.bearer.ClaimsJudge.Judgement;
import io.rotakeep.core.caller.CallerId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ClaimsJudgeTest {
  private static final Instant NOW = Instant.parse("2026-01-15T12:00:00Z");
  private static final Instant LATER = NOW.plusSeconds(600);
  private static final String ISSUER = "https://idp.example.com";

  private static final TrustedIssuer CORP = issuer(TrustedIssuer.Kind.OIDC, SubjectClaim.SUB);
  private static final TrustedIssuer CLUSTER =
      issuer(TrustedIssuer.Kind.KUBERNETES, SubjectClaim.SUB);

  @Test
  void namesTheSubjectUnderTheIssuersName() {
    assertThat(nameOf(CORP, claims(NOW, LATER, null))).isEqualTo("oidc:corp/crm");
  }

  @Test
  void namesTheClientWhereThatIsWanted() {
    TrustedIssuer byClient = issuer(TrustedIssuer.Kind.OIDC, SubjectClaim.AZP);
    Claims claims = about(Map.of(SubjectClaim.SUB, "f81d", SubjectClaim.AZP, "crm-app"), null);

    assertThat(nameOf(byClient, claims)).isEqualTo("oidc:corp/crm-app");
  }

  @Test
  void namesAServiceAccountThatBothClaimsAgreeAbout() {
    Claims claims = account("system:serviceaccount:crm:web", "crm", "web");

    assertThat(nameOf(CLUSTER, claims)).isEqualTo("k8s:crm/web");
  }

  @Test
  void namesNobodyIfTheClaimsDisagreeOrOneIsMissing() {
    assertThat(fault(CLUSTER, account("system:serviceaccount:crm:web", "crm", "admin")))
        .isEqualTo(TokenFault.SUBJECT);
    assertThat(fault(CLUSTER, account("system:serviceaccount:crm:web", "kube-system", "web")))
        .isEqualTo(TokenFault.SUBJECT);
    assertThat(fault(CLUSTER, account("web", "crm", "web"))).isEqualTo(TokenFault.SUBJECT);
    assertThat(fault(CLUSTER, account("system:serviceaccount:crm:a:b", "crm", "a:b")))
        .isEqualTo(TokenFault.SUBJECT);
    assertThat(
            fault(CLUSTER, about(Map.of(SubjectClaim.SUB, "system:serviceaccount:crm:web"), null)))
        .isEqualTo(TokenFault.SUBJECT);
  }

  @Test
  void namesNobodyWhoseNameCouldBeReadOtherwise() {
    for (String subject : List.of("a b", "*", "a/*", "ü", "a\n", "a\u0000", "x".repeat(256))) {
      assertThat(fault(CORP, about(Map.of(SubjectClaim.SUB, subject), null)))
          .as(subject)
          .isEqualTo(TokenFault.SUBJECT);
    }
    assertThat(fault(CORP, about(Map.of(), null))).isEqualTo(TokenFault.SUBJECT);
  }

  @Test
  void takesAnEndAsAnEndAndABeginningWithinAMinute() {
    assertThat(fault(CORP, claims(NOW.minusSeconds(60), NOW, null))).isEqualTo(TokenFault.EXPIRED);
    assertThat(fault(CORP, claims(NOW.minusSeconds(60), NOW.plusSeconds(1), null))).isNull();
    assertThat(fault(CORP, claims(NOW.plusSeconds(60), LATER, null))).isNull();
    assertThat(fault(CORP, claims(NOW.plusSeconds(61), LATER, null)))
        .isEqualTo(TokenFault.NOT_YET_VALID);
    assertThat(fault(CORP, claims(NOW, LATER, NOW.plusSeconds(60)))).isNull();
    assertThat(fault(CORP, claims(NOW, LATER, NOW.plusSeconds(61))))
        .isEqualTo(TokenFault.NOT_YET_VALID);
  }

  @Test
  void refusesATokenThatLivesTooLong() {
    assertThat(fault(CORP, claims(NOW, NOW.plus(Duration.ofHours(1)), null))).isNull();
    assertThat(fault(CORP, claims(NOW, NOW.plus(Duration.ofHours(1)).plusSeconds(1), null)))
        .isEqualTo(TokenFault.TOO_LONG_LIVED);
  }

  @Test
  void wantsItsAudienceAloneAndItsIssuerToTheLetter() {
    assertThat(fault(CORP, to(ISSUER, List.of("rotakeep", "other"))))
        .isEqualTo(TokenFault.AUDIENCE);
    assertThat(fault(CORP, to(ISSUER, List.of("Rotakeep")))).isEqualTo(TokenFault.AUDIENCE);
    assertThat(fault(CORP, to(ISSUER, List.of()))).isEqualTo(TokenFault.AUDIENCE);
    assertThat(fault(CORP, to(ISSUER + "/", List.of("rotakeep")))).isEqualTo(TokenFault.ISSUER);
  }

  private static @Nullable String nameOf(TrustedIssuer issuer, Claims claims) {
    return ClaimsJudge.judge(issuer, claims, NOW) instanceof Judgement.Names(CallerId caller)
        ? caller.text()
        : null;
  }

  private static @Nullable TokenFault fault(TrustedIssuer issuer, Claims claims) {
    return ClaimsJudge.judge(issuer, claims, NOW) instanceof Judgement.Refused(TokenFault fault)
        ? fault
        : null;
  }

  private static TrustedIssuer issuer(TrustedIssuer.Kind kind, SubjectClaim subject) {
    return new TrustedIssuer("corp", kind, ISSUER, "rotakeep", subject, Duration.ofHours(1));
  }

  private static Claims claims(Instant issued, Instant expires, @Nullable Instant notBefore) {
    return new Claims(
        ISSUER,
        List.of("rotakeep"),
        Map.of(SubjectClaim.SUB, "crm"),
        expires,
        issued,
        notBefore,
        null);
  }

  private static Claims account(String subject, String namespace, String name) {
    return about(Map.of(SubjectClaim.SUB, subject), new Claims.Account(namespace, name));
  }

  private static Claims about(
      Map<SubjectClaim, String> subjects, Claims.@Nullable Account account) {
    return new Claims(ISSUER, List.of("rotakeep"), subjects, LATER, NOW, null, account);
  }

  private static Claims to(String issuer, List<String> audiences) {
    return new Claims(issuer, audiences, Map.of(SubjectClaim.SUB, "crm"), LATER, NOW, null, null);
  }
}
