package io.rotakeep.core.enrollment;

import static io.rotakeep.core.enrollment.Enrollables.NEW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.enrollment.AuthorizationStart.Request;
import io.rotakeep.core.enrollment.AuthorizationStart.Started;
import io.rotakeep.core.enrollment.PendingAuthorization.Wish;
import io.rotakeep.core.oauth.Pkce;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.rotation.TestDaemon;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthorizationStartTest {
  private final TestDesk desk = TestDesk.at(Enrollables.plain());

  @Test
  void aNewConnectionWaitsForConsent() {
    Wish wish = new Wish(List.of("api"), Map.of("tenant", "acme"), null, null, null);

    Started.Begun begun = desk.begin(NEW, wish);

    Connection row = desk.row(NEW);
    assertThat(row.state()).isEqualTo(new ConnectionState.PendingAuthorization());
    assertThat(row.generation()).isEqualTo(Generation.NONE);
    assertThat(row.labels()).containsEntry("tenant", "acme");
    assertThat(row.grant()).isNull();
    assertThat(begun.expires()).isEqualTo(desk.daemon.clock.instant().plusSeconds(600));
  }

  @Test
  void aConnectionThatExistsStaysAsItIs() {
    Connection before = desk.row(TestDaemon.ID);

    desk.begin(TestDaemon.ID, new Wish(List.of(), Map.of("new", "label"), null, null, null));

    assertThat(desk.row(TestDaemon.ID)).isEqualTo(before);
  }

  @Test
  void aConnectionThatExistsKnowsItsProvider() {
    Started started = desk.start.begin(request(null, TestDesk.NOTHING_SPECIAL));

    assertThat(started).isInstanceOf(Started.Begun.class);
  }

  @Test
  void anotherProviderIsRefused() {
    ProviderName other = new ProviderName("other");

    Started started = desk.start.begin(request(other, TestDesk.NOTHING_SPECIAL));

    assertThat(started).isEqualTo(new Started.OtherProvider());
  }

  @Test
  void aNewConnectionNeedsAProviderThatIsThere() {
    Request nameless = new Request(NEW, null, TestDesk.NOTHING_SPECIAL, null, TestDesk.RIGHTS);
    Request unknown =
        new Request(
            NEW, new ProviderName("unknown"), TestDesk.NOTHING_SPECIAL, null, TestDesk.RIGHTS);

    assertThatThrownBy(() -> desk.start.begin(nameless))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessageContaining("provider");
    assertThat(desk.start.begin(unknown)).isEqualTo(new Started.NoSuchProvider());
    assertThat(desk.daemon.stores.connections().find(NEW)).isEmpty();
  }

  @Test
  void keepsTheStateHashedAndTheVerifierEncrypted() {
    Started.Begun begun = desk.begin(NEW);

    PendingAuthorization row = desk.waiting(begun).orElseThrow();
    String image = new String(PendingAuthorizationImage.write(row), StandardCharsets.ISO_8859_1);
    try (SecretBytes verifier =
        new VerifierCipher(desk.daemon.cipher, TestDaemon.STORE)
            .decrypt(row, desk.providers.list().getFirst())) {
      String plain = verifier.read(bytes -> new String(bytes, StandardCharsets.US_ASCII));
      assertThat(image).doesNotContain(begun.state()).doesNotContain(plain);
      assertThat(begun.authorizationUrl().getRawQuery())
          .contains("code_challenge=" + Pkce.challenge(verifier) + "&code_challenge_method=S256")
          .doesNotContain(plain);
    }
    assertThat(begun.toString()).doesNotContain(begun.state());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example/x.my.example.com",
        "evil.example#.my.example.com",
        "user@a.my.example.com",
        ".my.example.com",
        "login.example.com"
      })
  void onlyHostsOfTheProvidersListAreLoggedInAt(String host) {
    refused("login_host", new Wish(List.of(), Map.of(), host, null, null));
  }

  @Test
  void theLoginHostIsPinnedByTheFirstConsent() {
    Wish wish = new Wish(List.of(), Map.of(), "acme.my.example.com", null, null);
    desk.complete(desk.begin(NEW, wish), "code-1");

    Started.Begun again = desk.begin(NEW);

    assertThat(again.authorizationUrl().getHost()).isEqualTo("acme.my.example.com");
    assertThat(desk.daemon.server.addresses().getLast())
        .isEqualTo(URI.create("https://acme.my.example.com/token"));
    Wish elsewhere = new Wish(List.of(), Map.of(), "test.example.com", null, null);
    assertThatThrownBy(() -> desk.begin(NEW, elsewhere))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessageContaining("pinned");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://app.example.com/exact",
        "https://app.example.com/done/",
        "https://app.example.com/done/a/b?c=d&e=https://x.example"
      })
  void returnsToListedPlaces(String url) {
    Wish wish = new Wish(List.of(), Map.of(), null, null, URI.create(url));

    assertThat(desk.begin(NEW, wish).state()).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/done/",
        "http://app.example.com/done/",
        "https://app.example.com/",
        "https://app.example.com/done",
        "https://app.example.com/exact/",
        "https://app.example.com/exact?x=y",
        "https://app.example.com.evil.example/done/",
        "https://app.example.com@evil.example/done/",
        "https://user@app.example.com/done/",
        "https://app.example.com:444/done/",
        "https://app.example.com/done/../admin",
        "https://app.example.com/done/%2e%2e/admin",
        "https://app.example.com/done/%2E%2E/admin",
        "https://app.example.com/done/.%2E/admin",
        "https://app.example.com/done/#fragment",
        "//app.example.com/done/",
        "/done/",
        "javascript:alert(1)",
        "data:text/html,x"
      })
  void returnsNowhereElse(String url) {
    refused("return_url", new Wish(List.of(), Map.of(), null, null, URI.create(url)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "two words", "a\"b", "back\\slash", "line\n", "ümlaut"})
  void aScopeIsOneTokenOfTheRfcsAlphabet(String scope) {
    refused("scopes", new Wish(List.of(scope), Map.of(), null, null, null));
  }

  @Test
  void scopesAreLimitedAndComeFromTheProviderWhereNoneIsNamed() {
    refused("scopes", new Wish(Collections.nCopies(101, "a"), Map.of(), null, null, null));

    Started.Begun begun = desk.begin(NEW);

    assertThat(begun.authorizationUrl().getRawQuery()).contains("scope=api%20offline_access");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Upper", "-first", "a b", "ü"})
  void aLabelsKeyFollowsTheRule(String key) {
    refused("labels", new Wish(List.of(), Map.of(key, "v"), null, null, null));
  }

  @Test
  void aLabelsValueIsShortAndPlain() {
    refused("labels", new Wish(List.of(), Map.of("k", "x".repeat(256)), null, null, null));
    refused("labels", new Wish(List.of(), Map.of("k", "line\nbreak"), null, null, null));
  }

  @Test
  void beginsNothingThatTheAuditDoesNotTake() {
    desk.daemon.audit.refuse(AuditAction.ENROLLMENT_STARTED);

    assertThatThrownBy(() -> desk.begin(NEW)).isInstanceOf(AuditUnavailableException.class);

    assertThat(desk.daemon.stores.connections().find(NEW)).isEmpty();
  }

  private void refused(String field, Wish wish) {
    assertThatThrownBy(() -> desk.begin(NEW, wish))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessageContaining(field);
    assertThat(desk.daemon.stores.connections().find(NEW)).isEmpty();
  }

  private static Request request(@Nullable ProviderName provider, Wish wish) {
    return new Request(TestDaemon.ID, provider, wish, null, TestDesk.RIGHTS);
  }
}
