package io.rotakeep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Timestamps;
import io.rotakeep.v1.Approval;
import io.rotakeep.v1.ApproveRequest;
import io.rotakeep.v1.ListApprovalsResponse;
import java.text.ParseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ApprovalsCommandTest {
  private final FakeDaemon daemon = new FakeDaemon();

  @AfterEach
  void stop() {
    daemon.close();
  }

  @Test
  void listsWhatWaits() throws Exception {
    daemon.thenAnswers(
        ListApprovalsResponse.newBuilder()
            .addApprovals(waiting())
            .addApprovals(waiting().toBuilder().setId("b").setApprover("spiffe://t/bob"))
            .build());

    var run = Run.on(daemon).of("operator", "approvals", "list");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out().lines()).hasSize(3);
    assertThat(run.out().lines().toList().get(1))
        .startsWith("a   ConnectionService.RevokeConnections  20 ")
        .contains("spiffe://t/ann", "2026-11-27T14:15:00Z")
        .endsWith("theft");
    assertThat(run.out().lines().toList().get(2)).contains("spiffe://t/bob");
  }

  @Test
  void saysThatNothingWaits() {
    daemon.thenAnswers(ListApprovalsResponse.getDefaultInstance());

    assertThat(Run.on(daemon).of("operator", "approvals", "list").out())
        .isEqualTo("nothing waits for a second person\n");
  }

  @Test
  void approvesByTheIdAndSaysWhatMayBeDoneNow() throws Exception {
    daemon.thenAnswers(waiting());

    var run = Run.on(daemon).of("operator", "approvals", "approve", "a");

    assertThat(run.out())
        .isEqualTo(
            "approved: spiffe://t/ann may do ConnectionService.RevokeConnections on 20"
                + " connections once\n");
    assertThat(daemon.requests())
        .containsExactly(ApproveRequest.newBuilder().setApproval("a").build());
  }

  private static Approval waiting() throws ParseException {
    return Approval.newBuilder()
        .setId("a")
        .setMethod("ConnectionService.RevokeConnections")
        .setCaller("spiffe://t/ann")
        .setComment("theft")
        .setConnectionCount(20)
        .setCreateTime(Timestamps.parse("2026-11-27T14:00:00Z"))
        .setExpireTime(Timestamps.parse("2026-11-27T14:15:00Z"))
        .build();
  }
}
