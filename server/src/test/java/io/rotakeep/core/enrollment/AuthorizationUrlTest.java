package io.rotakeep.core.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.enrollment.PendingAuthorization.Wish;
import io.rotakeep.core.provider.Endpoints;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.SampleProviders;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AuthorizationUrlTest {
  @Test
  void hasExactlyTheParametersOfTheCodeFlow() {
    URI url =
        of(Enrollables.plain(), new Wish(List.of("api", "openid"), Map.of(), null, null, null));

    assertThat(url)
        .hasToString(
            "https://login.example.com/authorize?response_type=code&client_id=client-1"
                + "&redirect_uri=https%3A%2F%2Ftokens.example.org%2Foauth%2Fcallback"
                + "&scope=api%20openid&state=the-state&code_challenge=the-challenge"
                + "&code_challenge_method=S256");
  }

  @Test
  void leavesTheScopeOutWhereNoneIsAskedFor() {
    URI url = of(Enrollables.plain(), TestDesk.NOTHING_SPECIAL);

    assertThat(url.getRawQuery()).doesNotContain("scope=");
  }

  @Test
  void encodesWhatAHintCouldBreakOutWith() {
    Wish wish = TestDesk.NOTHING_SPECIAL.hinting("a+b@x.org&code_challenge_method=plain#é ");

    URI url = of(Enrollables.plain(), wish);

    assertThat(url.getRawQuery())
        .endsWith("&login_hint=a%2Bb%40x.org%26code_challenge_method%3Dplain%23%C3%A9%20")
        .containsOnlyOnce("code_challenge_method=");
    assertThat(url.getRawFragment()).isNull();
  }

  @Test
  void goesToThePinnedLoginHost() {
    Wish wish = new Wish(List.of(), Map.of(), "acme.my.example.com", null, null);

    URI url = of(Enrollables.plain(), wish);

    assertThat(url.getRawAuthority()).isEqualTo("acme.my.example.com");
    assertThat(url.getRawPath()).isEqualTo("/authorize");
  }

  @Test
  void keepsTheQueryThatTheEndpointHas() {
    Endpoints endpoints =
        new Endpoints(
            URI.create("https://login.example.com/authorize?tenant=7"),
            URI.create("https://login.example.com/token"),
            null,
            null,
            null,
            false);

    URI url =
        of(SampleProviders.endpoints(Enrollables.plain(), endpoints), TestDesk.NOTHING_SPECIAL);

    assertThat(url.toString()).startsWith(endpoints.authorization() + "&response_type=code&");
  }

  private static URI of(Provider provider, Wish wish) {
    return AuthorizationUrl.of(provider, wish, "the-state", "the-challenge");
  }
}
