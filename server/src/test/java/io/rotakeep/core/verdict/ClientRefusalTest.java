package io.rotakeep.core.verdict;

import static io.rotakeep.core.verdict.JudgeTable.FAMILY;
import static io.rotakeep.core.verdict.JudgeTable.granted;
import static io.rotakeep.core.verdict.JudgeTable.refused;
import static io.rotakeep.core.verdict.JudgeTable.unanswered;
import static io.rotakeep.core.verdict.JudgeTable.unread;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.provider.ErrorMeaning;
import io.rotakeep.core.provider.ErrorRule;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.verdict.JudgeTable.Seen;
import io.rotakeep.core.verdict.RefreshVerdict.Classification;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whose fault a refusal is: our secret's, our client's, a thief's. */
class ClientRefusalTest {

  @Test
  void isOfTheSecretWhereTheClientIsUnknown() {
    assertThat(ofTheSecret(refused(400, "invalid_client"))).isTrue();
    assertThat(ofTheSecret(refused(401, "INVALID_CLIENT"))).isTrue();
  }

  @Test
  void isNotOfTheSecretWhereTheAnswerSpeaksOfSomethingElse() {
    assertThat(ofTheSecret(refused(403, "invalid_client"))).isFalse();
    assertThat(ofTheSecret(refused(401, "invalid_grant"))).isFalse();
    assertThat(ofTheSecret(refused(400, "unauthorized_client"))).isFalse();
    assertThat(ofTheSecret(granted("at", "rt", "Bearer"))).isFalse();
    assertThat(ofTheSecret(unread(401))).isFalse();
    assertThat(ofTheSecret(unanswered())).isFalse();
  }

  @Test
  void believesWhatTheProvidersDescriptionSaysOfItsOwnErrors() {
    ErrorRule client = new ErrorRule("bad_secret", null, null, ErrorMeaning.CLIENT);
    ErrorRule busy = new ErrorRule("invalid_client", null, null, ErrorMeaning.BUSY);

    assertThat(ofTheSecret(refused(403, "bad_secret"), client)).isTrue();
    assertThat(ofTheSecret(refused(400, "invalid_client"), busy)).isFalse();
  }

  @Test
  void onlyWhatNothingExplainsIsSuspicious() {
    assertThat(Stream.of(Classification.values()).filter(Classification::isSuspicious))
        .containsExactly(Classification.UNEXPLAINED, Classification.CONCURRENT_USE);
  }

  private static boolean ofTheSecret(Seen seen, ErrorRule... errors) {
    return ClientRefusal.isOfTheSecret(
        seen.observation(),
        seen.answer(),
        SampleProviders.knowing(SampleProviders.of(FAMILY), errors).tokens());
  }
}
