package io.rotakeep.core.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rotakeep.core.approval.Approvals.Approved;
import io.rotakeep.core.approval.Approvals.Decision;
import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.audit.AuditUnavailableException;
import io.rotakeep.core.caller.Caller;
import io.rotakeep.core.caller.CallerId;
import io.rotakeep.core.rotation.RecordingAudit;
import io.rotakeep.testkit.MutableClock;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class ApprovalsTest {
  private static final Caller ANN = new Caller(new CallerId.UnixUser(1000, 1000));
  private static final Caller ANN_IN_ANOTHER_GROUP = new Caller(new CallerId.UnixUser(1000, 5));
  private static final Caller BOB = new Caller(new CallerId.UnixUser(1001, 1000));
  private static final Act REVOKE =
      new Act("rotakeep.v1.ConnectionService/RevokeConnections", "abc", 20, "theft");

  private final MutableClock clock = MutableClock.standing();
  private final RecordingAudit audit = new RecordingAudit();
  private int people = 2;
  private final Approvals approvals = new Approvals(() -> people, audit, new Random(4), clock);

  @Test
  void whatSomebodyElseApprovedIsDoneOnce() {
    String id = asked(ANN, REVOKE);
    approvals.approve(id, BOB);

    assertThat(approvals.ask(ANN, REVOKE)).isEqualTo(new Decision.Granted());
    assertThat(approvals.ask(ANN, REVOKE)).isInstanceOf(Decision.Needed.class);
    assertThat(audit.records())
        .extracting(AuditRecord::action)
        .containsExactly(
            AuditAction.APPROVAL_REQUESTED,
            AuditAction.APPROVAL_GIVEN,
            AuditAction.APPROVAL_USED,
            AuditAction.APPROVAL_REQUESTED);
    assertThat(audit.records().subList(0, 3)).extracting(AuditRecord::requestId).containsOnly(id);
    assertThat(audit.records().get(1).caller()).isEqualTo("uid:1001");
    assertThat(audit.records().getFirst().reason().word()).isEqualTo("REVOKE_CONNECTIONS");
    assertThat(audit.records().getFirst().reason().comment()).isEqualTo("theft");
  }

  @Test
  void nobodyApprovesTheirOwn() {
    String id = asked(ANN, REVOKE);

    assertThat(approvals.approve(id, ANN)).isEqualTo(new Approved.OwnAct());
    assertThat(approvals.approve(id, ANN_IN_ANOTHER_GROUP)).isEqualTo(new Approved.OwnAct());
    assertThat(approvals.ask(ANN, REVOKE)).isInstanceOf(Decision.Needed.class);
  }

  @Test
  void isGoodForItsAskerAndForJustWhatWasAsked() {
    approvals.approve(asked(ANN, REVOKE), BOB);

    Act more = new Act(REVOKE.method(), REVOKE.digest(), 21, "theft");
    Act another = new Act(REVOKE.method(), "abd", 20, "theft");
    Act other = new Act("rotakeep.v1.ConnectionService/RefreshConnections", "abc", 20, "theft");

    assertThat(approvals.ask(BOB, REVOKE)).isInstanceOf(Decision.Needed.class);
    assertThat(approvals.ask(ANN, more)).isInstanceOf(Decision.Needed.class);
    assertThat(approvals.ask(ANN, another)).isInstanceOf(Decision.Needed.class);
    assertThat(approvals.ask(ANN, other)).isInstanceOf(Decision.Needed.class);
    assertThat(approvals.ask(ANN, REVOKE)).isEqualTo(new Decision.Granted());
  }

  @Test
  void askingAgainBeforeItIsApprovedIsTheSameRequest() {
    assertThat(asked(ANN, REVOKE)).isEqualTo(asked(ANN, REVOKE));
    assertThat(approvals.all()).hasSize(1);
  }

  @Test
  void endsAQuarterOfAnHourAfterItWasAskedFor() {
    String id = asked(ANN, REVOKE);
    clock.advance(Duration.ofMinutes(14));
    approvals.approve(id, BOB);
    clock.advance(Duration.ofMinutes(1));

    assertThat(approvals.ask(ANN, REVOKE)).isInstanceOf(Decision.Needed.class);
    assertThat(approvals.approve(id, BOB)).isEqualTo(new Approved.NotFound());
  }

  @Test
  void withOnePersonNothingIsAskedFor() {
    people = 1;

    assertThat(approvals.ask(ANN, REVOKE)).isEqualTo(new Decision.Granted());
    assertThat(audit.records()).isEmpty();
  }

  @Test
  void whatTheAuditDoesNotTakeDoesNotCount() {
    String id = asked(ANN, REVOKE);
    audit.refuse(AuditAction.APPROVAL_GIVEN);
    assertThatThrownBy(() -> approvals.approve(id, BOB))
        .isInstanceOf(AuditUnavailableException.class);
    audit.acceptAll();
    audit.refuse(AuditAction.APPROVAL_USED);
    approvals.approve(id, BOB);

    assertThatThrownBy(() -> approvals.ask(ANN, REVOKE))
        .isInstanceOf(AuditUnavailableException.class);

    audit.acceptAll();
    assertThat(approvals.ask(ANN, REVOKE)).isEqualTo(new Decision.Granted());
  }

  @Test
  void forgetsWhatOneCallerAskedForFirstBeforeItForgetsOthers() {
    String bobs = asked(BOB, REVOKE);
    String first = asked(ANN, act(0));
    for (int i = 1; i <= Approvals.MOST_OF_ONE; i++) {
      asked(ANN, act(i));
    }

    assertThat(approvals.find(first)).isEmpty();
    assertThat(approvals.find(bobs)).isPresent();
    assertThat(approvals.all()).hasSize(Approvals.MOST_OF_ONE + 1);
  }

  private static Act act(int number) {
    return new Act("rotakeep.v1.ConnectionService/RefreshConnections", "d" + number, 1, "");
  }

  private String asked(Caller caller, Act act) {
    return ((Decision.Needed) approvals.ask(caller, act)).approval().id();
  }
}
