package io.rotakeep.core.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.oauth.ClientCredentials;
import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.oauth.TokenQuestion;
import io.rotakeep.core.provider.ClientAuthentication;
import io.rotakeep.core.provider.ErrorMeaning;
import io.rotakeep.core.provider.ErrorRule;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EchoGuardTest {
  private static final String TOKEN = "5Aep861TSESvWeug_xvFHRBTTb";
  private static final String SECRET = "x9-client-secret";

  @ParameterizedTest
  @ValueSource(
      strings = {
        TOKEN,
        "no such token: " + TOKEN,
        "SESvWeug_xvFHRB",
        "secret " + SECRET,
        "The refresh token 5Aep861TSESv"
      })
  void hidesWhatRepeatsTheQuestion(String error) {
    assertThat(freed(error)).isEqualTo(EchoGuard.ECHO);
  }

  @ParameterizedTest
  @ValueSource(strings = {"invalid_grant", "AADSTS700082", "5Aep", "expired access/refresh token"})
  void letsOtherCodesStand(String error) {
    assertThat(freed(error)).isEqualTo(error);
  }

  @Test
  void hidesTheCodeAndTheVerifierOfAnExchange() {
    try (SecretBytes code = SecretBytes.copyOfAscii("code-8f3k2m");
        SecretBytes verifier = SecretBytes.copyOfAscii("verifier-x7Qp");
        ClientCredentials client =
            new ClientCredentials("client", ClientAuthentication.NONE, null)) {
      TokenQuestion asked =
          new TokenQuestion.Exchange(code, URI.create("https://app.example.com/cb"), verifier);

      assertThat(code(EchoGuard.free(refused("bad code-8f3k2m"), asked, client)))
          .isEqualTo(EchoGuard.ECHO);
      assertThat(code(EchoGuard.free(refused("bad verifier-x7Qp"), asked, client)))
          .isEqualTo(EchoGuard.ECHO);
      assertThat(code(EchoGuard.free(refused("invalid_grant"), asked, client)))
          .isEqualTo("invalid_grant");
    }
  }

  /** Eight characters tell something of a secret; seven may be a word. */
  @Test
  void letsPiecesStandThatTellNothing() {
    assertThat(freed("5Aep861T")).isEqualTo(EchoGuard.ECHO);
    assertThat(freed("5Aep861")).isEqualTo("5Aep861");
    assertThat(freed("xx 5Aep861 xx")).isEqualTo("xx 5Aep861 xx");
    assertThat(freed("vFHRBTTb")).isEqualTo(EchoGuard.ECHO);
  }

  /** A secret as short as a word cannot be told from one. */
  @Test
  void letsShortCodesStandWhateverTheSecretIs() {
    try (SecretBytes token = SecretBytes.copyOfAscii("expired");
        ClientCredentials client =
            new ClientCredentials("client", ClientAuthentication.NONE, null)) {
      TokenQuestion asked = new TokenQuestion.Refresh(token);

      assertThat(code(EchoGuard.free(refused("expired"), asked, client))).isEqualTo("expired");
      assertThat(code(EchoGuard.free(refused("expired!"), asked, client)))
          .isEqualTo(EchoGuard.ECHO);
    }
  }

  @Test
  void letsTheCodesStandThatTheProvidersRulesName() {
    Provider provider =
        SampleProviders.knowing(
            SampleProviders.of(new RotationClass.Family()),
            new ErrorRule("AADSTS-700082", null, null, ErrorMeaning.IDLE_EXPIRED));

    assertThat(code(EchoGuard.free(refused("aadsts-700082"), provider.tokens())))
        .isEqualTo("aadsts-700082");
    assertThat(code(EchoGuard.free(refused("aadsts-700083"), provider.tokens())))
        .isEqualTo(EchoGuard.ECHO);
  }

  /** When recovery reads an answer again the question is gone. */
  @Test
  void letsOnlyWordsStandAfterwards() {
    assertThat(freedLater("invalid_grant")).isEqualTo("invalid_grant");
    assertThat(freedLater("BAD_REFRESH_TOKEN")).isEqualTo("BAD_REFRESH_TOKEN");
    assertThat(freedLater(TOKEN)).isEqualTo(EchoGuard.ECHO);
  }

  private static String freed(String error) {
    try (SecretBytes token = SecretBytes.copyOfAscii(TOKEN);
        ClientCredentials client =
            new ClientCredentials(
                "client",
                ClientAuthentication.CLIENT_SECRET_POST,
                SecretBytes.copyOfAscii(SECRET))) {
      return code(
          EchoGuard.free(
              new TokenAnswer.Refused(error, null), new TokenQuestion.Refresh(token), client));
    }
  }

  private static String freedLater(String error) {
    return code(
        EchoGuard.free(
            new TokenAnswer.Refused(error, null),
            SampleProviders.of(new RotationClass.Family()).tokens()));
  }

  private static TokenAnswer refused(String error) {
    return new TokenAnswer.Refused(error, null);
  }

  private static String code(TokenAnswer answer) {
    return ((TokenAnswer.Refused) answer).error();
  }
}
