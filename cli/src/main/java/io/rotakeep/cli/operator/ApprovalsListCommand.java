package io.rotakeep.cli.operator;

import io.rotakeep.cli.session.Pages;
import io.rotakeep.cli.session.Session;
import io.rotakeep.cli.text.Cell;
import io.rotakeep.cli.text.Columns;
import io.rotakeep.cli.text.Columns.Trait;
import io.rotakeep.v1.Approval;
import io.rotakeep.v1.ListApprovalsRequest;
import io.rotakeep.v1.SystemServiceGrpc;
import io.rotakeep.v1.SystemServiceGrpc.SystemServiceBlockingStub;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Lists them. */
@Command(name = "list", description = "Lists what waits, or is approved and not done yet.")
final class ApprovalsListCommand implements Callable<Integer> {
  private static final Columns<Approval> COLUMNS =
      Columns.of("ID", (Approval approval) -> Cell.of(approval.getId()))
          .with("METHOD", approval -> Cell.of(approval.getMethod()))
          .with("CONNECTIONS", approval -> Cell.of(approval.getConnectionCount()))
          .with("CALLER", approval -> Cell.of(approval.getCaller()), Trait.SHRINKS)
          .with("APPROVED BY", approval -> Cell.of(approval.getApprover()), Trait.SHRINKS)
          .with("ENDS", approval -> Cell.of(approval.getExpireTime()))
          .with("COMMENT", approval -> Cell.of(approval.getComment()), Trait.SHRINKS);

  private final Session session;

  ApprovalsListCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    try (var client = session.connect()) {
      var system = SystemServiceGrpc.newBlockingStub(client.channel());
      var all = new Pages<>(token -> page(system, token));
      session.output().list(all, COLUMNS, "nothing waits for a second person");
      return 0;
    }
  }

  private static Pages.Page<Approval> page(SystemServiceBlockingStub system, String token) {
    var request = ListApprovalsRequest.newBuilder().setPageSize(Pages.SIZE).setPageToken(token);
    var answer = system.listApprovals(request.build());
    return new Pages.Page<>(answer.getApprovalsList(), answer.getNextPageToken());
  }
}
