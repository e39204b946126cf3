package io.rotakeep.core.rotation;

import static io.rotakeep.core.rotation.RotatorTest.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.BugException;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.connection.StoreUnavailableException;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.RotationClass;
import io.rotakeep.core.provider.SampleProviders;
import io.rotakeep.core.rotation.ScriptedTokenEndpoint.Twist;
import io.rotakeep.testkit.MutableClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a rotation owes its provider's load, the journal beneath it, and answers left open. */
final class RotatorDutiesTest {
  private static final Provider STRICT = SampleProviders.of(new RotationClass.Strict());

  private final MutableClock clock = MutableClock.standing();
  private final Load load = new Load();
  private final TestDaemon daemon =
      TestDaemon.enrolled(
          STRICT,
          new TestDaemon.Parts(clock, new ScriptedTokenEndpoint(STRICT.tokens().rotation(), clock))
              .load(load));

  /** Remembers what it is told, and can be full. */
  private static final class Load implements ProviderLoad {
    private final List<String> heard = new ArrayList<>();
    private boolean full;

    @Override
    public Admission enter(Target target) {
      if (full) {
        return new Refused(Duration.ofSeconds(9));
      }
      return new Admitted() {
        @Override
        public void answered(boolean healthy, Duration elapsed) {
          heard.add((healthy ? "healthy" : "ill") + " after " + elapsed.toSeconds() + " s");
        }

        @Override
        public void close() {
          heard.add("left");
        }
      };
    }
  }

  @Test
  void sendsNothingWhereThereIsNoPlace() {
    load.full = true;

    assertThat(failure(daemon.refresh()))
        .isEqualTo(new RefreshFailure.ProviderUnavailable(Duration.ofSeconds(9)));
    assertThat(daemon.server.questions()).isZero();
    assertThat(daemon.journal.openAttempts()).isEmpty();
  }

  @Test
  void leavesAProbeForWhichThereIsNoPlaceToAnother() {
    ConnectionId[] many = new ConnectionId[5];
    for (int i = 0; i < many.length; i++) {
      many[i] = new ConnectionId("many/" + i);
      daemon.enrol(many[i], STRICT, daemon.server.enrol());
    }
    for (int i = 0; i < 3; i++) {
      daemon.server.next(new Twist.Intercepted(401, null, "error=invalid_client\n"));
      daemon.refresh(many[i]);
    }
    load.full = true;
    daemon.refresh(many[3]);
    load.full = false;
    clock.advance(ClientCircuits.AFTER_NOTHING);

    assertThat(daemon.refresh(many[4])).isInstanceOf(RotationOutcome.Fresh.class);
  }

  @Test
  void tellsItsPlaceHowTheProviderIsAndLeavesIt() {
    daemon.server.afterSending(() -> clock.advance(Duration.ofSeconds(2)));
    daemon.server.next(new Twist.Intercepted(503, null, ""));
    daemon.ask(TestDaemon.ID, new RotationTrigger.Requested(false));
    clock.advance(Duration.ofHours(1));
    daemon.refresh();

    assertThat(load.heard).containsExactly("ill after 2 s", "left", "healthy after 2 s", "left");
  }

  /** What our own declaration held back says nothing of the provider. */
  @Test
  void tellsItsPlaceNothingOfAQuestionThatWasNotPut() {
    daemon.server.next(new Twist.Withheld());
    daemon.refresh();

    assertThat(load.heard).containsExactly("left");
  }

  /** Its labels were changed, and the journal had no room for that. */
  @Test
  void keepsARefusedRowBeforeItServesIt() {
    daemon.refresh();
    Connection row = daemon.row();
    Connection after = daemon.secrets.relabelled(row, Map.of("team", "crm")).nextRevision();
    daemon.log.refuseNext();
    assertThatThrownBy(() -> replace(row, after)).isInstanceOf(JournalUnavailableException.class);

    assertThat(daemon.refresh()).isInstanceOf(RotationOutcome.Fresh.class);

    assertThat(daemon.journal.unkept()).isEmpty();
  }

  /** A process that died had changed it in the database only, which a crash may take. */
  @Test
  void keepsTheRowThatItsAnswerBuildsOn() {
    Connection row = daemon.row();
    Connection after = daemon.secrets.relabelled(row, Map.of("team", "crm")).nextRevision();
    daemon.locks.<Boolean>whileHolding(
        row.id(), lock -> daemon.stores.connections().replace(lock, row, after));

    daemon.refresh();
    TestDaemon next = daemon.restart(true);

    assertThat(next.row().generation()).isEqualTo(new Generation(2));
    assertThat(next.row().labels()).containsEntry("team", "crm");
  }

  /** The answer stays kept: it may be the only copy of the newest token. */
  @Test
  void leavesAnAnswerOpenWhoseProviderOrGrantIsGone() {
    leaveOpen();
    daemon.stores.providers().delete(STRICT.name());
    assertThatThrownBy(() -> daemon.engine.openAttempts().settle(TestDaemon.ID))
        .isInstanceOf(BugException.class);
    daemon.stores.providers().write(STRICT);
    Connection row = daemon.row();
    replace(row, row.withTokens(null, null).nextRevision());

    assertThatThrownBy(() -> daemon.engine.openAttempts().settle(TestDaemon.ID))
        .isInstanceOf(BugException.class);
    assertThat(daemon.journal.openAttempts())
        .singleElement()
        .satisfies(open -> assertThat(open.response()).isNotNull());
  }

  /** A person ended the connection while its answer lay in the journal. */
  @Test
  void endsAnAnswerWhoseProviderAndGrantNobodyNeedsAnyMore() {
    leaveOpen();
    Connection row = daemon.row();
    ConnectionState revoked = new ConnectionState.Revoked(Reason.OPERATOR);
    Connection after = row.withState(revoked, clock.instant()).nextRevision();
    replace(row, after);
    daemon.stores.providers().delete(STRICT.name());

    daemon.engine.openAttempts().settle(TestDaemon.ID);

    assertThat(daemon.journal.openAttempts()).isEmpty();
    assertThat(daemon.row()).isEqualTo(after);
  }

  @Test
  void endsAnAnswerWhoseGrantIsWiped() {
    leaveOpen();
    Connection row = daemon.row();
    ConnectionState revoked = new ConnectionState.Revoked(Reason.OPERATOR);
    replace(row, row.withState(revoked, clock.instant()).withTokens(null, null).nextRevision());

    daemon.engine.openAttempts().settle(TestDaemon.ID);

    assertThat(daemon.journal.openAttempts()).isEmpty();
  }

  /** An answer is kept, and its row could not be written. */
  private void leaveOpen() {
    daemon.stores.beforeWrite(
        _ -> {
          throw new StoreUnavailableException("full");
        });
    daemon.refresh();
    daemon.stores.beforeWrite(_ -> {});
    assertThat(daemon.journal.openAttempts()).hasSize(1);
  }

  private void replace(Connection before, Connection after) {
    daemon.locks.<Boolean>whileHolding(
        before.id(), lock -> daemon.connections().replace(lock, before, after));
  }
}
