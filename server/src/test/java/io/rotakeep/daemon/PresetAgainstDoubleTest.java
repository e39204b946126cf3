package io.rotakeep.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.enrollment.EnrollmentResult;
import io.rotakeep.core.provider.ErrorMeaning;
import io.rotakeep.core.provider.ErrorRule;
import io.rotakeep.core.provider.Preset;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.rotation.RefreshFailure;
import io.rotakeep.core.rotation.RotationOutcome;
import io.rotakeep.testkit.doubles.Dialect;
import io.rotakeep.testkit.doubles.Endpoint;
import io.rotakeep.testkit.doubles.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each shipped preset at the double that has its server's manners: the daemon's own HTTP, core and
 * preset, and on the other side a server that behaves as the preset says it does.
 */
@Timeout(60)
final class PresetAgainstDoubleTest {
  private static final Duration ACCESS_TOKEN_LIFE = Duration.ofMinutes(16);
  private static final String SALESFORCE_USER =
      "https://login.salesforce.com/id/00D000000000001EAA/" + PresetStage.SUBJECT;

  private static final PresetDouble SALESFORCE =
      new PresetDouble("salesforce", Dialect.salesforce(), SALESFORCE_USER);

  /** One row for each preset. */
  static List<PresetDouble> doubles() {
    return List.of(
        new PresetDouble("atlassian", new Dialect.Atlassian(), PresetStage.SUBJECT),
        new PresetDouble("auth0", new Dialect.Auth0(), PresetStage.SUBJECT),
        new PresetDouble("generic", new Dialect.Standard(), PresetStage.SUBJECT),
        new PresetDouble("github-app", new Dialect.GitHub(583_231), "583231"),
        new PresetDouble("google", new Dialect.Standard(), PresetStage.SUBJECT),
        new PresetDouble("hubspot", new Dialect.HubSpot(62_515), "62515"),
        new PresetDouble("keycloak", new Dialect.Standard(), PresetStage.SUBJECT),
        new PresetDouble("microsoft-entra", new Dialect.Standard(), PresetStage.SUBJECT),
        new PresetDouble("oidc-provider", new Dialect.Standard(), PresetStage.SUBJECT),
        new PresetDouble("okta", new Dialect.Standard(), PresetStage.SUBJECT),
        new PresetDouble("ory-hydra", new Dialect.Standard(), PresetStage.SUBJECT),
        SALESFORCE,
        new PresetDouble("salesforce-sandbox", Dialect.salesforce(), SALESFORCE_USER),
        new PresetDouble("slack", new Dialect.Slack("T9TK3CUKW"), "T9TK3CUKW"),
        new PresetDouble(
            "spring-authorization-server", new Dialect.Standard(), PresetStage.SUBJECT),
        new PresetDouble("xero", new Dialect.Standard(), PresetStage.SUBJECT));
  }

  @Test
  void everyPresetHasARow() {
    assertThat(doubles())
        .extracting(PresetDouble::preset)
        .containsExactlyInAnyOrderElementsOf(
            PresetDouble.presets().stream().map(Preset::name).toList());
  }

  @ParameterizedTest
  @MethodSource("doubles")
  void aConsentTellsWhoseItIsAndWhatWasGranted(PresetDouble preset) {
    try (PresetStage stage = new PresetStage(preset)) {
      PresetStage.Consent consent = stage.consent();

      assertThat(consent.result()).isInstanceOf(EnrollmentResult.Completed.class);
      Connection row = stage.row();
      Grant grant = Objects.requireNonNull(row.grant());
      assertThat(stage.state()).isEqualTo(new ConnectionState.Active());
      assertThat(grant.key().subject()).isEqualTo(preset.subject());
      assertThat(grant.scopes()).containsExactlyElementsOf(stage.provider.authorization().scopes());
      assertThat(grant.attributes())
          .containsOnlyKeys(stage.provider.tokens().access().attributes());
      List<String> scopes = stage.provider.authorization().scopes();
      if (!scopes.isEmpty()) {
        String joined = stage.provider.tokens().dialect().scopeSeparator().join(scopes);
        assertThat(consent.asked()).hasParameter("scope", joined);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("doubles")
  void rotatesAndPresentsNothingTwice(PresetDouble preset) {
    try (PresetStage stage = new PresetStage(preset)) {
      stage.takeOver();

      for (int i = 0; i < 3; i++) {
        assertThat(stage.refresh()).isInstanceOf(RotationOutcome.Fresh.class);
        stage.clock.advance(ACCESS_TOKEN_LIFE);
      }

      boolean keepsItsToken = stage.provider.tokens().rotation() instanceof RotationClass.None;
      assertThat(stage.server.report().refreshTokens()).hasSize(keepsItsToken ? 1 : 4);
      assertThat(stage.server.report().presentedMoreThanOnce()).hasSize(keepsItsToken ? 1 : 0);
      assertThat(stage.server.report().reuseCount()).isZero();
      assertThat(stage.server.requestsAt(Endpoint.TOKEN))
          .isNotEmpty()
          .allMatch(asked -> asked.header("accept").orElse("").equals("application/json"));
    }
  }

  @ParameterizedTest
  @MethodSource("doubles")
  void aLostAnswerIsWhatTheClassMakesOfIt(PresetDouble preset) {
    try (PresetStage stage = new PresetStage(preset)) {
      String token = stage.takeOver();
      stage.server.behaviour().faults().once(Endpoint.TOKEN, new Fault.Hangup());
      RotationOutcome lost = stage.refresh();
      stage.clock.advance(Duration.ofSeconds(30));

      RotationOutcome next = stage.refresh();

      if (isReplayable(stage.provider.tokens().rotation())) {
        assertThat(failureOf(lost)).isInstanceOf(RefreshFailure.ProviderUnavailable.class);
        assertThat(next).isInstanceOf(RotationOutcome.Fresh.class);
        assertThat(stage.server.report().reuseCount()).isZero();
      } else {
        assertThat(failureOf(lost)).isInstanceOf(RefreshFailure.InDoubt.class);
        assertThat(stage.state())
            .isEqualTo(new ConnectionState.ReauthorizationRequired(Reason.LOST_RESPONSE));
        assertThat(stage.server.report().presentationsPerToken()).containsEntry(token, 2L);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("doubles")
  void aSecondUseIsPunishedByClass(PresetDouble preset) {
    try (PresetStage stage = new PresetStage(preset)) {
      String spent = stage.takeOver();
      assertThat(stage.refresh()).isInstanceOf(RotationOutcome.Fresh.class);
      RotationClass rotation = stage.provider.tokens().rotation();
      if (rotation instanceof RotationClass.Window(Duration length)) {
        stage.clock.advance(length);
      }

      stage.stealInto(spent);

      stage.clock.advance(ACCESS_TOKEN_LIFE);
      RotationOutcome next = stage.refresh();
      if (isForgiving(rotation)) {
        assertThat(next).isInstanceOf(RotationOutcome.Fresh.class);
      } else {
        assertThat(stage.server.report().reuseCount()).isEqualTo(1);
        assertThat(stage.state())
            .isEqualTo(new ConnectionState.Quarantined(Reason.SUSPECTED_COMPROMISE));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("doubles")
  void aTokenThatTheServerKnowsNoLongerIsRefused(PresetDouble preset) {
    try (PresetStage stage = new PresetStage(preset)) {
      stage.takeOver();
      stage.server.revokeSubject(PresetStage.SUBJECT);

      assertThat(failureOf(stage.refresh())).isInstanceOf(RefreshFailure.PersonNeeded.class);

      assertThat(stage.state()).isEqualTo(unexplained(stage.provider.tokens().rotation()));
    }
  }

  @Test
  void aSecretIsReplacedWithoutARefreshThatFails() {
    try (PresetStage stage = new PresetStage(SALESFORCE)) {
      stage.takeOver();
      stage.overlap("new-secret");

      RotationOutcome before = stage.refresh();
      stage.clock.advance(ACCESS_TOKEN_LIFE);
      stage.takesOnly("new-secret");
      RotationOutcome after = stage.refresh();

      assertThat(List.of(before, after))
          .allSatisfy(outcome -> assertThat(outcome).isInstanceOf(RotationOutcome.Fresh.class));
      assertThat(stage.server.requestsAt(Endpoint.TOKEN)).hasSize(4);
      assertThat(stage.server.report().presentedMoreThanOnce()).isEmpty();
      assertThat(stage.server.report().reuseCount()).isZero();
    }
  }

  @Test
  void aConsentIsKeptWhileASecretIsReplaced() {
    try (PresetStage stage = new PresetStage(SALESFORCE)) {
      stage.overlap("new-secret");

      assertThat(stage.consent().result()).isInstanceOf(EnrollmentResult.Completed.class);
    }
  }

  static Stream<Arguments> errors() {
    return doubles().stream()
        .flatMap(
            preset -> {
              int rules =
                  PresetDouble.presets().stream()
                      .filter(it -> it.name().equals(preset.preset()))
                      .mapToInt(it -> it.definition().tokens().dialect().errors().size())
                      .sum();
              return IntStream.range(0, rules).mapToObj(i -> Arguments.of(preset, i));
            });
  }

  @ParameterizedTest
  @MethodSource("errors")
  void anErrorMeansWhatThePresetSays(PresetDouble preset, int which) {
    try (PresetStage stage = new PresetStage(preset)) {
      ErrorRule rule = stage.provider.tokens().errors().get(which);
      stage.takeOver();
      int status = rule.status() == null ? 400 : rule.status();
      String text = "AS: " + Objects.requireNonNullElse(rule.text(), "no more is said") + ".";
      stage
          .server
          .behaviour()
          .faults()
          .once(Endpoint.TOKEN, new Fault.Refusal(status, rule.code(), text));

      RefreshFailure failure = failureOf(stage.refresh());

      RotationClass rotation = stage.provider.tokens().rotation();
      ConnectionState expected = stateAfter(rule.meaning(), rotation);
      assertThat(stage.state().word()).as(rule.toString()).isEqualTo(expected.word());
      assertThat(failure).isInstanceOf(failureAfter(rule.meaning(), rotation));
      if (rule.meaning() == ErrorMeaning.CLIENT) {
        assertThat(failure).isEqualTo(new RefreshFailure.ClientMisconfigured(rule.code()));
      }
    }
  }

  private static ConnectionState stateAfter(ErrorMeaning meaning, RotationClass rotation) {
    return switch (meaning) {
      case TOKEN_REFUSED -> unexplained(rotation);
      case REVOKED -> new ConnectionState.ReauthorizationRequired(Reason.REVOKED_UPSTREAM);
      case IDLE_EXPIRED -> new ConnectionState.ReauthorizationRequired(Reason.IDLE_EXPIRED);
      case BUSY -> new ConnectionState.Quarantined(Reason.SUSPECTED_COMPROMISE);
      case CLIENT, EGRESS, RESTRICTED, THROTTLED, NOT_SPENT -> new ConnectionState.Active();
      case UNCERTAIN -> new ConnectionState.InDoubt(new UUID(0, 0), Instant.EPOCH, 1, false);
    };
  }

  private static Class<? extends RefreshFailure> failureAfter(
      ErrorMeaning meaning, RotationClass rotation) {
    return switch (meaning) {
      case TOKEN_REFUSED, REVOKED, IDLE_EXPIRED, BUSY -> RefreshFailure.PersonNeeded.class;
      case CLIENT, EGRESS, RESTRICTED -> RefreshFailure.ClientMisconfigured.class;
      case THROTTLED -> RefreshFailure.ProviderThrottled.class;
      case NOT_SPENT -> RefreshFailure.ProviderUnavailable.class;
      case UNCERTAIN ->
          isReplayable(rotation)
              ? RefreshFailure.ProviderUnavailable.class
              : RefreshFailure.InDoubt.class;
    };
  }

  /** Where a second use does not invalidate, a refusal is no trace of a thief. */
  private static ConnectionState unexplained(RotationClass rotation) {
    return rotation instanceof RotationClass.None || rotation instanceof RotationClass.Overlapping
        ? new ConnectionState.ReauthorizationRequired(Reason.REVOKED_UPSTREAM)
        : new ConnectionState.Quarantined(Reason.SUSPECTED_COMPROMISE);
  }

  private static boolean isReplayable(RotationClass rotation) {
    return switch (rotation) {
      case RotationClass.None _,
          RotationClass.Overlapping _,
          RotationClass.Successor _,
          RotationClass.Window _,
          RotationClass.Count _ ->
          true;
      case RotationClass.Strict _, RotationClass.Family _, RotationClass.Mixed _ -> false;
    };
  }

  private static boolean isForgiving(RotationClass rotation) {
    return switch (rotation) {
      case RotationClass.None _, RotationClass.Overlapping _, RotationClass.Strict _ -> true;
      case RotationClass.Successor _,
          RotationClass.Window _,
          RotationClass.Count _,
          RotationClass.Family _,
          RotationClass.Mixed _ ->
          false;
    };
  }

  private static RefreshFailure failureOf(RotationOutcome outcome) {
    assertThat(outcome).isInstanceOf(RotationOutcome.Failed.class);
    return ((RotationOutcome.Failed) outcome).failure();
  }
}
