package io.rotakeep.core.enrollment;

import static io.rotakeep.core.enrollment.Enrollables.NEW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.enrollment.TokenImports.Import;
import io.rotakeep.core.enrollment.TokenImports.Imported;
import io.rotakeep.core.enrollment.TokenImports.Overwriting;
import io.rotakeep.core.provider.ProviderName;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.RotationTrigger;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint.Twist;
import io.rotakeep.core.rotation.TestDaemon;
import io.rotakeep.core.secret.SecretBytes;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TokenImportsTest {
  private final TestDesk desk = TestDesk.at(Enrollables.plain());

  @Test
  void rotatingNowMakesEveryOtherCopyWorthless() {
    String token = desk.daemon.server.enrol();

    Imported result = adopt(NEW, token, true, Overwriting.NEVER);

    Connection row = desk.row(NEW);
    assertThat(result).isEqualTo(new Imported.Adopted(row, false));
    assertThat(row.generation()).isEqualTo(new Generation(2));
    assertThat(desk.daemon.server.isUsable(token)).isFalse();
    assertThat(desk.daemon.cache.find(NEW)).isNotNull();
    assertThat(desk.daemon.audit.records(AuditAction.CONNECTION_IMPORTED)).hasSize(1);
  }

  @Test
  void rotatingOnFirstUseSendsNothing() {
    String token = desk.daemon.server.enrol();

    adopt(NEW, token, false, Overwriting.NEVER);

    assertThat(desk.row(NEW).state()).isEqualTo(new ConnectionState.Active());
    assertThat(desk.row(NEW).generation()).isEqualTo(new Generation(1));
    assertThat(desk.daemon.server.questions()).isZero();
  }

  @Test
  void repeatingAnImportChangesNothing() {
    String token = desk.daemon.server.enrol();
    adopt(NEW, token, true, Overwriting.NEVER);
    Connection row = desk.row(NEW);

    assertThat(adopt(NEW, token, true, Overwriting.NEVER))
        .isEqualTo(new Imported.AlreadyAdopted(row));
    assertThat(adopt(NEW, token, true, Overwriting.REPLACE))
        .isEqualTo(new Imported.AlreadyAdopted(row));
    assertThat(desk.daemon.server.questions()).isEqualTo(1);
  }

  @Test
  void anotherTokenForTheIdIsRefusedUnlessItIsToReplace() {
    adopt(NEW, desk.daemon.server.enrol(), true, Overwriting.NEVER);
    String another = desk.daemon.server.enrol();

    Imported refused = adopt(NEW, another, true, Overwriting.NEVER);
    Imported replaced = adopt(NEW, another, true, Overwriting.REPLACE);

    assertThat(refused).isEqualTo(new Imported.Exists());
    assertThat(replaced).isEqualTo(new Imported.Adopted(desk.row(NEW), true));
    assertThat(desk.row(NEW).generation()).isEqualTo(new Generation(4));
  }

  @Test
  void aNewGrantIsNewThoughAnEarlierRowWasPutBack() {
    adopt(NEW, desk.daemon.server.enrol(), true, Overwriting.NEVER);
    Connection earlier = desk.row(NEW);
    desk.daemon.ask(NEW, new RotationTrigger.Requested(false));
    desk.daemon.ask(NEW, new RotationTrigger.Requested(false));
    desk.daemon.stores.putBack(earlier);

    Imported result = adopt(NEW, desk.daemon.server.enrol(), true, Overwriting.REPLACE);

    assertThat(result).isEqualTo(new Imported.Adopted(desk.row(NEW), true));
    assertThat(desk.row(NEW).generation()).isEqualTo(new Generation(6));
    assertThat(desk.daemon.holds.stopped(NEW)).isFalse();
  }

  @Test
  void aGrantThatReplacesAnotherBeginsToRestAnew() {
    adopt(NEW, desk.daemon.server.enrol(), true, Overwriting.NEVER);
    desk.daemon.clock.advance(Duration.ofDays(20));

    adopt(NEW, desk.daemon.server.enrol(), false, Overwriting.REPLACE);

    assertThat(desk.row(NEW).lastUsed()).contains(desk.daemon.clock.instant());
  }

  @Test
  void aTokenOfAnotherConnectionIsRefused() {
    String token = desk.daemon.server.enrol();
    adopt(NEW, token, true, Overwriting.NEVER);

    Imported result = adopt(new ConnectionId("acme/other"), token, true, Overwriting.REPLACE);

    assertThat(result).isEqualTo(new Imported.Exists());
    assertThat(desk.daemon.stores.connections().find(new ConnectionId("acme/other"))).isEmpty();
  }

  @Test
  void aDryRunStoresNothingAndAsksNobody() {
    String token = desk.daemon.server.enrol();

    Imported fresh = adopt(NEW, token, true, Overwriting.DRY_RUN);
    Imported taken = adopt(TestDaemon.ID, token, true, Overwriting.DRY_RUN);

    assertThat(fresh).isEqualTo(new Imported.Acceptable());
    assertThat(taken).isEqualTo(new Imported.Exists());
    assertThat(desk.daemon.stores.connections().find(NEW)).isEmpty();
    assertThat(desk.daemon.server.questions()).isZero();
    assertThat(desk.daemon.audit.records(AuditAction.CONNECTION_IMPORTED)).isEmpty();
  }

  @Test
  void aTokenThatTheServerRefusesIsStoredAndSaidNotToBeRotated() {
    desk.daemon.server.next(new Twist.Unsent());

    Imported result = adopt(NEW, desk.daemon.server.enrol(), true, Overwriting.NEVER);

    assertThat(result).isInstanceOf(Imported.NotRotated.class);
    assertThat(desk.row(NEW).generation()).isEqualTo(new Generation(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "token\n", "token\r\n", "two words", "tab\t", "t\u007f"})
  void aTokenThatWasNotCopiedWholeIsRefusedByName(String token) {
    assertThatThrownBy(() -> adopt(NEW, token, true, Overwriting.NEVER))
        .isInstanceOf(InvalidFieldException.class)
        .hasMessageContaining("refresh_token")
        .hasMessageContaining("line break");
    assertThat(desk.daemon.stores.connections().find(NEW)).isEmpty();
  }

  @Test
  void aTokenMayBeLongButNotEndless() {
    adopt(NEW, "x".repeat(8192), false, Overwriting.NEVER);

    assertThatThrownBy(() -> adopt(NEW, "x".repeat(8193), false, Overwriting.REPLACE))
        .isInstanceOf(InvalidFieldException.class);
  }

  @Test
  void anUnknownProviderIsTold() {
    try (SecretBytes token = SecretBytes.copyOfAscii("token")) {
      Import wanted = wanted(NEW, new ProviderName("unknown"), token, null);

      assertThat(desk.imports.adopt(wanted)).isEqualTo(new Imported.NoSuchProvider());
    }
  }

  @Test
  void theLoginHostIsCheckedAndFollowed() {
    try (SecretBytes token = SecretBytes.copyOfAscii(desk.daemon.server.enrol())) {
      assertThatThrownBy(
              () ->
                  desk.imports.adopt(
                      wanted(NEW, SampleProviders.NAME, token, "evil.example/x.my.example.com")))
          .isInstanceOf(InvalidFieldException.class)
          .hasMessageContaining("login_host");

      desk.imports.adopt(wanted(NEW, SampleProviders.NAME, token, "acme.my.example.com"));
    }

    assertThat(desk.daemon.server.addresses())
        .containsExactly(URI.create("https://acme.my.example.com/token"));
  }

  @Test
  void aReusedIdGoesOnCounting() {
    adopt(NEW, desk.daemon.server.enrol(), true, Overwriting.NEVER);
    desk.changes.delete(NEW, true, "ops", "r");

    adopt(NEW, desk.daemon.server.enrol(), false, Overwriting.NEVER);

    assertThat(desk.row(NEW).generation()).isEqualTo(new Generation(3));
    assertThat(desk.daemon.holds.stopped(NEW)).isFalse();
  }

  @Test
  void aTokenOfADeletedConnectionIsNotTakenAgain() {
    String token = desk.daemon.server.enrol();
    adopt(NEW, token, true, Overwriting.NEVER);
    desk.changes.delete(NEW, true, "ops", "r");

    assertThat(adopt(NEW, token, true, Overwriting.NEVER)).isEqualTo(new Imported.Exists());
  }

  private Imported adopt(ConnectionId id, String token, boolean now, Overwriting overwriting) {
    try (SecretBytes secret = SecretBytes.copyOfAscii(token)) {
      return desk.imports.adopt(
          new Import(
              id,
              SampleProviders.NAME,
              secret,
              Map.of(),
              null,
              null,
              now,
              overwriting,
              TestDesk.CALLER));
    }
  }

  private static Import wanted(
      ConnectionId id, ProviderName provider, SecretBytes token, @Nullable String loginHost) {
    return new Import(
        id, provider, token, Map.of(), loginHost, null, true, Overwriting.NEVER, TestDesk.CALLER);
  }
}
