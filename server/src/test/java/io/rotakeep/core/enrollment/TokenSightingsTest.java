package io.rotakeep.core.enrollment;

import static org.assertj.core.api.Assertions.assertThat;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.enrollment.TokenImports.Import;
import io.rotakeep.core.enrollment.TokenImports.Imported;
import io.rotakeep.core.enrollment.TokenImports.Overwriting;
import io.rotakeep.core.incident.Evidence;
import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.incident.IncidentKind;
import io.rotakeep.core.incident.TokenSightings.Match;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.TestDaemon;
import io.rotakeep.core.secret.SecretBytes;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens that turn up where they should not. */
class TokenSightingsTest {
  private static final ConnectionId OTHER = new ConnectionId("acme/other");
  private TestDesk desk;
  private TestDaemon daemon;

  @BeforeEach
  void enrol() {
    desk = TestDesk.at(SampleProviders.of(new RotationClass.Family()));
    daemon = desk.daemon;
  }

  @Test
  void aRetiredTokenIsRefusedBeforeItIsSentAndOpensAnIncident() {
    String retired = retire();
    int asked = daemon.server.questions();

    Imported result = adopt(TestDaemon.ID, retired, Overwriting.REPLACE);

    assertThat(result).isInstanceOf(Imported.Retired.class);
    assertThat(daemon.server.questions()).isEqualTo(asked);
    Incident incident = daemon.incidents.unresolved().getFirst();
    assertThat(incident.kind()).isEqualTo(IncidentKind.RETIRED_TOKEN_PRESENTED);
    assertThat(incident.story().evidence().getFirst().kind())
        .isEqualTo(Evidence.Kind.RETIRED_TOKEN_RECEIVED);
    assertThat(incident.story().evidence().getFirst().detail())
        .startsWith("a token that had been replaced was shown");
    assertThat(incident.toString()).doesNotContain(retired);
  }

  @Test
  void presentingItAgainAddsToTheSameIncident() {
    String retired = retire();

    adopt(TestDaemon.ID, retired, Overwriting.NEVER);
    daemon.clock.advance(Duration.ofSeconds(1));
    adopt(OTHER, retired, Overwriting.NEVER);

    assertThat(daemon.incidents.unresolved()).hasSize(1);
    assertThat(daemon.incidents.unresolved().getFirst().story().evidence()).hasSize(2);
  }

  @Test
  void aTokenThatOnlyWeShouldHaveIsRefusedUnderAnotherName() {
    daemon.refresh();

    Imported result = adopt(OTHER, daemon.refreshToken(), Overwriting.NEVER);

    assertThat(result).isInstanceOf(Imported.Retired.class);
    assertThat(daemon.incidents.unresolved().getFirst().story().evidence().getFirst().kind())
        .isEqualTo(Evidence.Kind.UNSHARED_TOKEN_RECEIVED);
    assertThat(daemon.incidents.unresolved().getFirst().story().evidence().getFirst().detail())
        .startsWith("a token that only we should have was shown");
    assertThat(daemon.stores.connections().find(OTHER)).isEmpty();
  }

  @Test
  void aRepeatedImportIsNoIncidentThoughItsTokenIsRetiredByNow() {
    String token = daemon.server.enrol();
    adopt(OTHER, token, Overwriting.NEVER);

    Imported again = adopt(OTHER, token, Overwriting.NEVER);
    Imported elsewhere = adopt(new ConnectionId("acme/third"), token, Overwriting.NEVER);

    assertThat(desk.row(OTHER).generation()).isEqualTo(new Generation(2));
    assertThat(again).isInstanceOf(Imported.AlreadyAdopted.class);
    assertThat(elsewhere).isEqualTo(new Imported.Exists());
    assertThat(daemon.incidents.unresolved()).isEmpty();
  }

  @Test
  void aDryRunTellsAndOpensNothing() {
    String retired = retire();

    Imported result = adopt(TestDaemon.ID, retired, Overwriting.DRY_RUN);

    assertThat(result).isEqualTo(new Imported.Retired(TestDaemon.ID, null));
    assertThat(daemon.incidents.unresolved()).isEmpty();
  }

  @Test
  void tellsWhoseATokenIsThatWasFound() {
    String retired = retire();

    Match old = lookUp(retired).orElseThrow();
    Match newest = lookUp(daemon.refreshToken()).orElseThrow();

    assertThat(old.ancestor().connection()).isEqualTo(TestDaemon.ID);
    assertThat(old.ancestor().generation()).isEqualTo(new Generation(2));
    assertThat(old.retired()).isTrue();
    assertThat(newest.retired()).isFalse();
    assertThat(lookUp("nobodys-token")).isEmpty();
    assertThat(daemon.audit.records(AuditAction.FINGERPRINT_LOOKED_UP))
        .extracting(
            told -> told.connection() + " " + told.generation() + " " + told.reason().word())
        .containsExactly("acme/one 2 FOUND", "acme/one 3 FOUND", " 0 NOT_FOUND");
    assertThat(daemon.audit.records().toString()).doesNotContain(retired);
  }

  @Test
  void tellsWhoseATokenIsThoughNobodyCanReadTheRow() {
    String retired = retire();
    daemon.stores.damage(TestDaemon.ID);

    Match found = lookUp(retired).orElseThrow();

    assertThat(found.ancestor().connection()).isEqualTo(TestDaemon.ID);
    assertThat(found.retired()).isTrue();
  }

  /** The second generation, which the provider gave to us alone, with a third after it. */
  private String retire() {
    daemon.refresh();
    String token = daemon.refreshToken();
    daemon.outliveAccessToken();
    daemon.refresh();
    return token;
  }

  private Optional<Match> lookUp(String token) {
    try (SecretBytes secret = SecretBytes.copyOfAscii(token)) {
      return daemon.sightings.lookUp(secret, "dev", "r-1");
    }
  }

  private Imported adopt(ConnectionId id, String token, Overwriting overwriting) {
    try (SecretBytes secret = SecretBytes.copyOfAscii(token)) {
      return desk.imports.adopt(
          new Import(
              id,
              SampleProviders.NAME,
              secret,
              Map.of(),
              null,
              "subject-1",
              true,
              overwriting,
              TestDesk.CALLER));
    }
  }
}
