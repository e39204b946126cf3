package io.rotakeep.adapter.web;

import static io.rotakeep.adapter.web.FakeVisits.STATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.enrollment.EnrollmentResult;
import io.rotakeep.core.enrollment.EnrollmentResult.Cause;
import io.rotakeep.core.seal.SealedException;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a browser gets that comes back from a provider. */
final class CallbackTest {
  private static final String CODE = "aPrx.CODE-with~every%2Fkind%2B%3D";
  private static final String BACK = "/oauth/callback?state=" + STATE + "&code=" + CODE;
  private static final URI APPLICATION = URI.create("https://app.example/done?tab=1");

  private final WebTestBed bed = WebTestBed.plain();

  @AfterEach
  void stop() {
    bed.close();
  }

  @Test
  void handsOverWhatCameBackAndWipesTheCode() throws Exception {
    bed.get(BACK + "&iss=https%3A%2F%2Flogin.example&session_state=x");

    assertThat(bed.visits.returned)
        .containsExactly(
            new FakeVisits.Returned(
                STATE, "aPrx.CODE-with~every/kind+=", "https://login.example", null, null, true));
    assertThat(bed.visits.codes).allMatch(SecretBytes::isClosed);
  }

  @Test
  void wipesTheCodeAlsoWhenCoreFails() throws Exception {
    bed.visits.answer(
        () -> {
          throw new SealedException("the daemon is sealed");
        });

    HttpResponse<String> response = bed.get(BACK);

    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).contains("The fault is on our side").doesNotContain("sealed");
    assertThat(bed.visits.codes).hasSize(1).allMatch(SecretBytes::isClosed);
  }

  @Test
  void saysThatTheConnectionIsThere() throws Exception {
    HttpResponse<String> response = bed.get(BACK);

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .contains("<h1>Connected</h1>", "salesforce/acme-prod", "You can close this window.")
        .doesNotContain(STATE, "aPrx");
  }

  @ParameterizedTest
  @EnumSource
  void tellsAPersonWhatHappenedAndWhatToDo(Cause cause) throws Exception {
    bed.visits.refuse(cause, "");

    HttpResponse<String> response = bed.get(BACK);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body())
        .contains("<main class=\"stopped\">", "<p class=\"next\">")
        .doesNotContain(STATE, "aPrx", cause.name())
        .doesNotContainIgnoringCase("token")
        .doesNotContainIgnoringCase("null");
  }

  @Test
  void showsTheWordThatTheServiceSaid() throws Exception {
    bed.visits.refuse(Cause.EXCHANGE_REFUSED, "invalid_grant");

    assertThat(bed.get(BACK).body()).contains("The service said", "invalid_grant");
  }

  @Test
  void escapesWhateverItShows() throws Exception {
    bed.visits.refuse(Cause.DENIED, "<script>alert('1')</script>\"&");

    assertThat(bed.get(BACK).body())
        .contains("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;")
        .doesNotContain("<script");
  }

  @Test
  void repeatsNothingOfAnErrorItWasSent() throws Exception {
    bed.visits.refuse(Cause.DENIED, "access_denied");

    HttpResponse<String> response =
        bed.get(
            "/oauth/callback?state="
                + STATE
                + "&error=access_denied"
                + "&error_description=%3Cscript%3Ealert(1)%3C%2Fscript%3EZZ9"
                + "&error_uri=https%3A%2F%2Fevil.example");

    assertThat(bed.visits.returned.getFirst().error()).isEqualTo("access_denied");
    assertThat(response.body()).doesNotContain("ZZ9", "evil.example", "<script");
  }

  @Test
  void sendsTheBrowserOnWhereTheApplicationSaid() throws Exception {
    bed.visits.answer(new EnrollmentResult.Completed(FakeVisits.CONNECTION, APPLICATION));

    HttpResponse<String> response = bed.get(BACK);

    assertThat(response.statusCode()).isEqualTo(303);
    assertThat(response.headers().firstValue("Location")).hasValue(APPLICATION.toString());
    assertThat(response.body()).isEmpty();
  }

  @Test
  void bringsTheTicketToTheApplication() throws Exception {
    bed.visits.answer(
        new EnrollmentResult.ConfirmationDue(
            FakeVisits.CONNECTION, "t".repeat(43), URI.create("https://app.example/done")));

    assertThat(bed.get(BACK).headers().firstValue("Location"))
        .hasValue("https://app.example/done?ticket=" + "t".repeat(43));
  }

  @Test
  void showsTheTicketToAPersonWithoutAnApplicationToGoTo() throws Exception {
    bed.visits.answer(
        new EnrollmentResult.ConfirmationDue(FakeVisits.CONNECTION, "t".repeat(43), null));

    assertThat(bed.get(BACK).body()).contains("One step is left", "t".repeat(43));
  }

  @ParameterizedTest
  @EnumSource
  void tellsTheApplicationWhyItFailed(Cause cause) throws Exception {
    bed.visits.answer(new EnrollmentResult.Refused(cause, "", APPLICATION));

    assertThat(bed.get(BACK).headers().firstValue("Location"))
        .hasValue(APPLICATION + "&error=" + cause.name().toLowerCase(Locale.ROOT));
  }

  @Test
  void addsItsFieldBeforeAFragment() throws Exception {
    bed.visits.answer(
        new EnrollmentResult.Refused(Cause.DENIED, "", URI.create("https://app.example/#/home")));

    assertThat(bed.get(BACK).headers().firstValue("Location"))
        .hasValue("https://app.example/?error=denied#/home");
  }
}
