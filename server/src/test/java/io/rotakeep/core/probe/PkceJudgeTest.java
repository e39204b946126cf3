package io.rotakeep.core.probe;

import static io.rotakeep.core.probe.Finding.Result.FAILED;
import static io.rotakeep.core.probe.Finding.Result.PASSED;
import static io.rotakeep.core.probe.Finding.Result.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PkceJudgeTest {
  private static final String OURS = "https://tokens.example.org/oauth/callback";

  @ParameterizedTest(name = "complete: {0}, bare: {1} = {2}")
  @CsvSource({
    "interaction, refused,     PASSED",
    "issued,      refused,     PASSED",
    "interaction, interaction, UNKNOWN",
    "issued,      interaction, UNKNOWN",
    "interaction, issued,      FAILED",
    "issued,      issued,      FAILED",
    "refused,     issued,      FAILED",
    "refused,     refused,     UNKNOWN",
    "refused,     interaction, UNKNOWN",
    "unclear,     refused,     UNKNOWN",
    "interaction, unclear,     UNKNOWN",
    "unclear,     unclear,     UNKNOWN"
  })
  void onlyADifferenceOrACodeProvesAnything(
      String complete, String lesser, Finding.Result expected) {
    Finding enforced = PkceJudge.enforced(reply(complete), reply(lesser));
    Finding plain = PkceJudge.plainRefused(reply(complete), reply(lesser));

    assertThat(enforced.result()).isEqualTo(expected);
    assertThat(plain.result()).isEqualTo(expected);
    assertThat(enforced.check()).isEqualTo("pkce_enforced");
    assertThat(plain.check()).isEqualTo("pkce_plain_refused");
    assertThat(enforced.detail()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "302, https://tokens.example.org/oauth/callback?error=invalid_request&state=s, Refused",
    "303, https://tokens.example.org/oauth/callback?state=s&error=invalid_request, Refused",
    "302, https://login.example.com/error#error=access_denied, Refused",
    "302, https://tokens.example.org/oauth/callback?code=abc&state=s, Issued",
    "302, https://login.example.com/sign-in?error_hint=none&next=%2F, Interaction",
    "302, https://login.example.com/sign-in, Interaction",
    "302, , Unclear",
    "200, , Interaction",
    "400, , Refused",
    "422, , Refused",
    "401, , Unclear",
    "403, , Unclear",
    "404, , Unclear",
    "429, , Unclear",
    "503, , Unclear"
  })
  void readsRepliesWhereTheyStand(int status, @Nullable String location, String expected) {
    Sighting.Seen seen = seen(status, null, location);

    assertThat(AuthorizationReply.of(seen).getClass().getSimpleName()).isEqualTo(expected);
  }

  @Test
  void showsAServersWordOnlyIfItIsOne() {
    AuthorizationReply reply = AuthorizationReply.of(seen(302, null, OURS + "?error=%3Cscript%3E"));

    assertThat(reply).isEqualTo(new AuthorizationReply.Refused("an error without a code"));
  }

  @Test
  void takesAnErrorInABodyForARefusal() {
    assertThat(AuthorizationReply.of(seen(200, "invalid_request", null)))
        .isEqualTo(new AuthorizationReply.Refused("invalid_request"));
  }

  @Test
  void namesAMendWhereThereIsOne() {
    assertThat(PkceJudge.enforced(reply("issued"), reply("issued")).nextStep())
        .contains("require PKCE");
    assertThat(PkceJudge.plainRefused(reply("issued"), reply("issued")).nextStep())
        .contains("S256 only");
    assertThat(PkceJudge.enforced(reply("interaction"), reply("interaction")).nextStep())
        .contains("as a user");
    assertThat(PkceJudge.enforced(reply("interaction"), reply("refused")).nextStep()).isEmpty();
  }

  @Test
  void saysWhenOurOwnRequestIsRefused() {
    Finding refused = PkceJudge.request(reply("refused"));

    assertThat(refused.result()).isEqualTo(FAILED);
    assertThat(refused.nextStep()).contains("redirect_uri");
    assertThat(PkceJudge.request(reply("interaction")).result()).isEqualTo(PASSED);
    assertThat(PkceJudge.request(reply("unclear")).result()).isEqualTo(UNKNOWN);
  }

  private static AuthorizationReply reply(String word) {
    return switch (word) {
      case "interaction" -> new AuthorizationReply.Interaction();
      case "issued" -> new AuthorizationReply.Issued();
      case "refused" -> new AuthorizationReply.Refused("invalid_request");
      case "unclear" -> new AuthorizationReply.Unclear("no answer in time");
      default -> throw new IllegalArgumentException(word);
    };
  }

  private static Sighting.Seen seen(int status, @Nullable String code, @Nullable String location) {
    return new Sighting.Seen(
        status,
        code,
        location == null ? null : URI.create(location),
        null,
        new Sighting.Line("127.0.0.1", null));
  }
}
