package io.rotakeep.core.caller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.testkit.MutableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class LabelPoliciesTest {
  private static final Caller CRM = new Caller(new CallerId.DnsName("crm"));
  private static final Map<String, String> TEAM_CRM = Map.of("team", "crm", "tier", "gold");

  private final MutableClock clock = MutableClock.standing();

  @ParameterizedTest
  @CsvSource({
    "team, crm, true",
    "team, CRM, false",
    "team, crm2, false",
    "tier, crm, false",
    "absent, crm, false"
  })
  void aLabelMustHaveJustTheValue(String key, String value, boolean permitted) {
    Policies policies = policies(policy(List.of(), Map.of(key, value), null));

    assertThat(policies.permits(CRM, Role.READER, "any/id", TEAM_CRM)).isEqualTo(permitted);
  }

  @Test
  void allLabelsOfAPolicyMustFit() {
    Policies policies = policies(policy(List.of(), Map.of("team", "crm", "tier", "gold"), null));

    assertThat(policies.permits(CRM, Role.READER, "a", TEAM_CRM)).isTrue();
    assertThat(policies.permits(CRM, Role.READER, "a", Map.of("team", "crm"))).isFalse();
    assertThat(policies.permits(CRM, Role.READER, "a", Map.of())).isFalse();
  }

  @Test
  void idAndLabelsMustBothFitWhereBothAreNamed() {
    Policies policies = policies(policy(List.of("crm/*"), Map.of("team", "crm"), null));

    assertThat(policies.permits(CRM, Role.READER, "crm/a", TEAM_CRM)).isTrue();
    assertThat(policies.permits(CRM, Role.READER, "erp/a", TEAM_CRM)).isFalse();
    assertThat(policies.permits(CRM, Role.READER, "crm/a", Map.of("team", "erp"))).isFalse();
    assertThat(policies.permits(CRM, Role.READER, "crm/a")).isFalse();
  }

  @Test
  void everythingWithALabelIsNotEverything() {
    Policies policies = policies(policy(List.of("**"), Map.of("team", "crm"), null));

    assertThat(policies.permitsEverywhere(CRM, Role.READER)).isFalse();
    assertThat(policies.permitsSomewhere(CRM, Role.READER)).isTrue();
    assertThat(policies.asksLabels(CRM, Role.READER)).isTrue();
    assertThat(policies.asksLabels(CRM, Role.SUPPORT)).isFalse();
  }

  @Test
  void whereIdsDecideNoLabelIsAskedFor() {
    Policies policies = policies(policy(List.of("crm/*"), Map.of(), null));

    assertThat(policies.asksLabels(CRM, Role.READER)).isFalse();
    assertThat(policies.permits(CRM, Role.READER, "crm/a")).isTrue();
  }

  @Test
  void whatIsGivenForATimeEndsByItself() {
    Instant end = clock.instant().plus(Duration.ofMinutes(1));
    Policies policies = policies(policy(List.of(), Map.of("team", "crm"), end));
    long before = policies.era(CRM, Role.READER);
    assertThat(policies.permits(CRM, Role.READER, "a", TEAM_CRM)).isTrue();
    assertThat(policies.asksLabels(CRM, Role.READER)).isTrue();

    clock.advance(Duration.ofMinutes(1));

    assertThat(policies.permits(CRM, Role.READER, "a", TEAM_CRM)).isFalse();
    assertThat(policies.asksLabels(CRM, Role.READER)).isFalse();
    assertThat(policies.permitsSomewhere(CRM, Role.READER)).isFalse();
    assertThat(policies.era(CRM, Role.READER)).isNotEqualTo(before);
  }

  @Test
  void everyReloadIsAnotherEra() {
    Policy same = policy(List.of("crm/*"), Map.of(), null);
    Policies first = policies(same);

    Policies second = first.followedBy(List.of(same));

    assertThat(second.era(CRM, Role.READER)).isNotEqualTo(first.era(CRM, Role.READER));
  }

  @Test
  void aPolicyNeedsIdsOrLabelsByTheirRules() {
    assertThatThrownBy(() -> policy(List.of(), Map.of(), null))
        .hasMessageContaining("connections is empty");
    assertThatThrownBy(() -> policy(List.of(), Map.of("Team", "crm"), null))
        .hasMessageContaining("policy p: labels: keys must be");
  }

  @Test
  void whoMayLabelGivesAnythingThatNoPolicyGoesBy() {
    LabelRights rights = rights(policy(List.of(), Map.of("team", "crm"), null));

    assertThatCode(() -> rights.requireToChange(Map.of("a", "1"), Map.of("a", "2", "b", "3")))
        .doesNotThrowAnyException();
    assertThat(rights.isGuarded("team")).isTrue();
    assertThat(rights.isGuarded("a")).isFalse();
  }

  @Test
  void aLabelThatAPolicyGoesByIsNeitherGivenNorChangedNorTaken() {
    LabelRights rights = rights(policy(List.of(), Map.of("team", "crm"), null));
    Map<String, String> erp = Map.of("team", "erp");

    assertThatThrownBy(() -> rights.requireToChange(Map.of(), erp))
        .isInstanceOf(GuardedLabelException.class)
        .hasMessageContaining("team");
    assertThatThrownBy(() -> rights.requireToChange(erp, Map.of("team", "crm")))
        .isInstanceOf(GuardedLabelException.class);
    assertThatThrownBy(() -> rights.requireToChange(erp, Map.of()))
        .isInstanceOf(GuardedLabelException.class);
    assertThatCode(() -> rights.requireToChange(erp, Map.of("team", "erp", "x", "y")))
        .doesNotThrowAnyException();
  }

  @Test
  void anOperatorOfEverythingGivesThemAll() {
    LabelRights rights =
        rights(
            policy(List.of(), Map.of("team", "crm"), null),
            new Policy("ops", List.of("dns:crm"), List.of("**"), Set.of(Role.OPERATOR), null));

    assertThatCode(() -> rights.requireToChange(Map.of(), TEAM_CRM)).doesNotThrowAnyException();
    assertThatCode(() -> rights.requireToCreate("a", TEAM_CRM)).doesNotThrowAnyException();
  }

  @Test
  void anOperatorOfSomeDoesNot() {
    LabelRights rights =
        rights(
            policy(List.of(), Map.of("team", "crm"), null),
            new Policy("ops", List.of("dns:crm"), List.of("a/**"), Set.of(Role.OPERATOR), null));

    assertThatThrownBy(() -> rights.requireToChange(Map.of(), TEAM_CRM))
        .isInstanceOf(GuardedLabelException.class);
  }

  @Test
  void aNewConnectionComesWithAnyLabelThatGivesItsBringerNothing() {
    LabelRights wins = rights(policy(List.of(), Map.of("team", "crm"), null));
    LabelRights others =
        rights(
            new Policy("p", List.of("dns:other"), List.of(), Map.of("team", "crm"), READS, null));

    assertThatThrownBy(() -> wins.requireToCreate("a", TEAM_CRM))
        .isInstanceOf(GuardedLabelException.class)
        .extracting(e -> ((GuardedLabelException) e).label())
        .isEqualTo("team");
    assertThatCode(() -> others.requireToCreate("a", TEAM_CRM)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @EnumSource(Role.class)
  void onlyWhoEnrolsOrOperatesByTheIdBringsAConnectionIn(Role role) {
    LabelRights byId =
        rights(new Policy("p", List.of("dns:crm"), List.of("a/*"), Set.of(role), null));
    LabelRights byLabel =
        rights(new Policy("p", List.of("dns:crm"), List.of(), TEAM_CRM, Set.of(role), null));

    assertThat(byId.mayBringIn("a/b")).isEqualTo(role == Role.ENROLLER || role == Role.OPERATOR);
    assertThat(byId.mayBringIn("b/a")).isFalse();
    assertThat(byLabel.mayBringIn("a/b")).isFalse();
  }

  private static final Set<Role> READS = Set.of(Role.READER);

  private LabelRights rights(Policy... policies) {
    return new LabelRights(policies(policies), CRM);
  }

  private Policies policies(Policy... policies) {
    return new Policies(List.of(policies), clock);
  }

  private static Policy policy(
      List<String> connections, Map<String, String> labels, @Nullable Instant end) {
    return new Policy("p", List.of("dns:crm"), connections, labels, READS, end);
  }
}
