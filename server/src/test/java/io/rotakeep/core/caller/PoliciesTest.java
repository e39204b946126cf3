package io.rotakeep.core.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoliciesTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Caller CRM = spiffe("spiffe://example.org/crm");

  private Instant now = NOON;

  @ParameterizedTest
  @CsvSource({
    "salesforce/acme, salesforce/acme, true",
    "salesforce/acme, salesforce/acme2, false",
    "salesforce/acme, Salesforce/acme, false",
    "salesforce/*, salesforce/acme, true",
    "salesforce/*, salesforce/acme/eu, false",
    "salesforce/*, salesforce, false",
    "salesforce/*, salesforce/, false",
    "salesforce/*, salesforces/acme, false",
    "salesforce/**, salesforce/acme, true",
    "salesforce/**, salesforce/acme/eu, true",
    "salesforce/**, salesforce, false",
    "**, anything/at/all, true"
  })
  void matchesConnectionsByPattern(String pattern, String connection, boolean permitted) {
    Policies policies = policies(policy(List.of("spiffe://example.org/crm"), pattern));

    assertThat(policies.permits(CRM, Role.READER, connection)).isEqualTo(permitted);
  }

  @ParameterizedTest
  @CsvSource({
    "spiffe://example.org/crm, true",
    "spiffe://example.org/*, true",
    "spiffe://example.org/**, true",
    "spiffe://example.org, false",
    "spiffe://example.org/crm/*, false",
    "spiffe://example.com/crm, false",
    "spiffe://example.org/CRM, false",
    "dns:crm.example.org, false",
    "dev, false"
  })
  void matchesCallersByPattern(String pattern, boolean permitted) {
    Policies policies = policies(policy(List.of(pattern), "**"));

    assertThat(policies.permits(CRM, Role.READER, "a")).isEqualTo(permitted);
  }

  @Test
  void matchesEveryKindOfCaller() {
    Policies policies = policies(policy(List.of("dns:a.example", "uid:1000", "dev"), "**"));

    assertThat(permits(policies, new CallerId.DnsName("a.example"))).isTrue();
    assertThat(permits(policies, new CallerId.UnixUser(1000, 5))).isTrue();
    assertThat(permits(policies, new CallerId.DevCaller())).isTrue();
    assertThat(permits(policies, new CallerId.DnsName("b.example"))).isFalse();
    assertThat(permits(policies, new CallerId.UnixUser(1001, 5))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "oidc:corp/crm, corp, crm, true",
    "oidc:corp/crm, corp, crm2, false",
    "oidc:corp/crm, other, crm, false",
    "oidc:corp/*, corp, crm, true",
    "oidc:corp/*, corp, a/b, false",
    "oidc:corp/**, corp, a/b, true",
    "oidc:corp/*, corp2, crm, false",
    "oidc:github/repo:octo/*, github, repo:octo/app, true",
    "oidc:github/repo:octo/*, github, repo:octo2/app, false"
  })
  void matchesHoldersOfTokens(String pattern, String issuer, String subject, boolean permitted) {
    Policies policies = policies(policy(List.of(pattern), "**"));

    assertThat(permits(policies, new CallerId.OidcSubject(issuer, subject))).isEqualTo(permitted);
  }

  @ParameterizedTest
  @CsvSource({
    "k8s:crm/web, crm, web, true",
    "k8s:crm/web, crm, web2, false",
    "k8s:crm/web, web, crm, false",
    "k8s:crm/*, crm, web, true",
    "k8s:crm/*, crm2, web, false"
  })
  void matchesServiceAccounts(String pattern, String namespace, String name, boolean permitted) {
    Policies policies = policies(policy(List.of(pattern), "**"));

    assertThat(permits(policies, new CallerId.ServiceAccount(namespace, name)))
        .isEqualTo(permitted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "oidc:corp",
        "oidc:*",
        "oidc:/crm",
        "oidc:Corp/crm",
        "oidc:corp/",
        "oidc:corp/a b",
        "oidc:corp/a*",
        "oidc:*/crm",
        "oidc:-/crm",
        "k8s:crm",
        "k8s:*",
        "k8s:*/web",
        "k8s:crm/**",
        "k8s:CRM/web",
        "k8s:crm/web/x",
        "k8s:crm/-web",
        "k8s:crm-/*",
        "k8s:crm/web/*",
        "k8s:crm.x/web"
      })
  void refusesAPatternThatNoHolderOfATokenCouldMatch(String pattern) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy(List.of(pattern), "**"))
        .withMessageContaining("names nobody");
  }

  @Test
  void matchesASocketsCallerByUserOrByPrimaryGroup() {
    Policies policies = policies(policy(List.of("uid:1000", "gid:5"), "**"));

    assertThat(permits(policies, new CallerId.UnixUser(1000, 7))).isTrue();
    assertThat(permits(policies, new CallerId.UnixUser(7, 5))).isTrue();
    assertThat(permits(policies, new CallerId.UnixUser(5, 1000))).isFalse();
    assertThat(permits(policies, new CallerId.DnsName("gid.5"))).isFalse();
  }

  @Test
  void refusesWithoutAPolicy() {
    Policies none = policies();

    assertThat(none.permits(CRM, Role.READER, "a")).isFalse();
    assertThat(none.permitsSomewhere(CRM, Role.READER)).isFalse();
    assertThat(none.permitsEverywhere(CRM, Role.READER)).isFalse();
  }

  @Test
  void grantsNoRoleBecauseOfAnother() {
    Policy operator = new Policy("p", List.of("dev"), List.of("**"), Set.of(Role.OPERATOR), null);
    Caller dev = new Caller(new CallerId.DevCaller());

    Policies policies = policies(operator);

    assertThat(policies.permits(dev, Role.OPERATOR, "a")).isTrue();
    assertThat(policies.permits(dev, Role.READER, "a")).isFalse();
  }

  @Test
  void addsPoliciesUp() {
    List<String> crm = List.of("spiffe://example.org/crm");
    Policies policies = policies(policy(crm, "a/*"), policy(crm, "b"), policy(crm, "c/**"));

    assertThat(policies.permits(CRM, Role.READER, "a/1")).isTrue();
    assertThat(policies.permits(CRM, Role.READER, "b")).isTrue();
    assertThat(policies.permits(CRM, Role.READER, "c/1/2")).isTrue();
    assertThat(policies.permits(CRM, Role.READER, "d")).isFalse();
  }

  @Test
  void tellsEverywhereFromSomewhere() {
    List<String> crm = List.of("spiffe://example.org/crm");

    Policies some = policies(policy(crm, "a/*"));
    Policies all = policies(policy(crm, "a/*"), policy(crm, "**"));

    assertThat(some.permitsSomewhere(CRM, Role.READER)).isTrue();
    assertThat(some.permitsEverywhere(CRM, Role.READER)).isFalse();
    assertThat(all.permitsEverywhere(CRM, Role.READER)).isTrue();
  }

  @Test
  void endsABreakGlassPolicyOnTime() {
    Policies policies =
        policies(policy(List.of("spiffe://example.org/crm"), "**", NOON.plusSeconds(60)));

    now = NOON.plusSeconds(59);
    boolean before = policies.permits(CRM, Role.READER, "a");
    boolean everywhereBefore = policies.permitsEverywhere(CRM, Role.READER);
    now = NOON.plusSeconds(60);

    assertThat(before).isTrue();
    assertThat(everywhereBefore).isTrue();
    assertThat(policies.permits(CRM, Role.READER, "a")).isFalse();
    assertThat(policies.permitsEverywhere(CRM, Role.READER)).isFalse();
    assertThat(policies.permitsSomewhere(CRM, Role.READER)).isFalse();
  }

  @Test
  void staysRightBeyondTheCallersItRemembers() {
    Policies policies = policies(policy(List.of("spiffe://example.org/n/*"), "a"));

    for (int i = 0; i < 25_000; i++) {
      Caller caller = spiffe("spiffe://example.org/n/" + i);
      assertThat(policies.permits(caller, Role.READER, "a")).isTrue();
      assertThat(policies.permits(caller, Role.READER, "b")).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dev|sales*|policy p: connections: sales* is no pattern",
        "dev|a/*/b|policy p: connections: a/*/b is no pattern",
        "dev|*|policy p: connections: * is no pattern",
        "dev|/*|policy p: connections: /* is no pattern",
        "dev|''|policy p: connections:  is no pattern",
        "**|a|policy p: callers: ** names nobody",
        "crm|a|policy p: callers: crm names nobody (an identity of no known kind)",
        "DEV|a|policy p: callers: DEV names nobody",
        "uid:01|a|policy p: callers: uid:01 names nobody (a uid or gid is a decimal number below",
        "uid:x|a|policy p: callers: uid:x names nobody",
        "gid:-1|a|policy p: callers: gid:-1 names nobody",
        "gid:4294967295|a|policy p: callers: gid:4294967295 names nobody",
        "dns:*.a.example|a|policy p: callers: dns:*.a.example names nobody",
        "dns:a/*|a|policy p: callers: dns:a/* names nobody (only spiffe://, oidc: and k8s: have"
            + " patterns)",
        "spiffe://*|a|policy p: callers: spiffe://* names nobody",
        "spiffe://Example.org/*|a|policy p: callers: spiffe://Example.org/* names nobody",
        "spiffe://e/*/a|a|policy p: callers: spiffe://e/*/a names nobody",
      })
  void refusesPatternsNamingFieldAndMend(String caller, String connection, String message) {
    assertThatThrownBy(() -> policy(List.of(caller), connection))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message)
        .hasMessageContaining("write ");
  }

  @Test
  void refusesPoliciesThatGrantNothing() {
    assertThatThrownBy(() -> new Policy("p", List.of(), List.of("a"), Set.of(Role.READER), null))
        .hasMessage("policy p: callers is empty, so the policy grants nothing");
    assertThatThrownBy(() -> new Policy("p", List.of("dev"), List.of("a"), Set.of(), null))
        .hasMessage("policy p: roles is empty, so the policy grants nothing");
  }

  @Test
  void readsRolesAsTheyAreWritten() {
    for (Role role : Role.values()) {
      assertThat(Role.parse(role.text())).contains(role);
    }
    assertThat(Role.parse("Reader")).isEmpty();
    assertThat(Role.parse("admin")).isEmpty();
  }

  private static boolean permits(Policies policies, CallerId id) {
    return policies.permits(new Caller(id), Role.READER, "a");
  }

  private Policies policies(Policy... policies) {
    InstantSource clock = () -> now;
    return new Policies(List.of(policies), clock);
  }

  private static Policy policy(List<String> callers, String connections) {
    return policy(callers, connections, null);
  }

  private static Policy policy(List<String> callers, String connections, @Nullable Instant end) {
    return new Policy("p", callers, List.of(connections), Set.of(Role.READER), end);
  }

  private static Caller spiffe(String id) {
    return new Caller(new CallerId.SpiffeId(id));
  }
}
