package io.rotakeep.adapter.grpc;

import io.grpc.Status.Code;
import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.approval.Approval;
import io.rotakeep.core.approval.Approvals;
import io.rotakeep.core.approval.Approvals.Approved;
import io.rotakeep.core.caller.Caller;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionQuery;
import io.rotakeep.core.connection.ConnectionStore;
import io.rotakeep.v1.ApproveRequest;
import io.rotakeep.v1.ErrorReason;
import io.rotakeep.v1.ListApprovalsRequest;
import io.rotakeep.v1.ListApprovalsResponse;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The methods of the second person. */
final class Approving {
  private static final int LONGEST_ID = 64;
  private static final String QUESTION = "approvals";

  private final Approvals approvals;
  private final Permissions permissions;
  private final ConnectionStore store;
  private final PageTokens pages;

  Approving(Approvals approvals, Permissions permissions, ConnectionStore store, PageTokens pages) {
    this.approvals = approvals;
    this.permissions = permissions;
    this.store = store;
    this.pages = pages;
  }

  ListApprovalsResponse list(RpcCall call, ListApprovalsRequest request) {
    String after = pages.read(call, QUESTION, request.getPageToken()).orElse("");
    int most = PageSize.of(request.getPageSize());
    List<Approval> shown =
        approvals.all().stream()
            .filter(one -> place(one).compareTo(after) > 0)
            .sorted(Comparator.comparing(Approving::place))
            .filter(one -> isVisible(call.caller(), one))
            .limit(most + 1L)
            .toList();
    ListApprovalsResponse.Builder response = ListApprovalsResponse.newBuilder();
    shown.stream().limit(most).map(Approving::message).forEach(response::addApprovals);
    if (shown.size() > most) {
      response.setNextPageToken(pages.create(call, QUESTION, place(shown.get(most - 1))));
    }
    return response.build();
  }

  /** By age, as they are listed. */
  private static String place(Approval one) {
    return String.format(Locale.ROOT, "%015d/%s", one.asked().toEpochMilli(), one.id());
  }

  io.rotakeep.v1.Approval approve(RpcCall call, ApproveRequest request) {
    String id = request.getApproval();
    if (id.isEmpty() || id.length() > LONGEST_ID) {
      throw new InvalidFieldException("approval", "is required, 1 to 64 bytes");
    }
    Approval waiting =
        approvals
            .find(id)
            .filter(one -> isVisible(call.caller(), one))
            .orElseThrow(() -> notFound().toException());
    if (!mayDoAll(call.caller(), waiting)) {
      permissions.recordRefusal(call.caller(), call.documented(), "", call.requestId());
      throw ErrorReply.notAllowed().toException();
    }
    return switch (approvals.approve(id, call.caller())) {
      case Approved.Done(Approval approval) -> message(approval);
      case Approved.NotFound() -> throw notFound().toException();
      case Approved.OwnAct() ->
          throw ErrorReply.of(
                  Code.FAILED_PRECONDITION,
                  ErrorReason.ERROR_REASON_WRONG_STATE,
                  "who asks for an act cannot approve it")
              .with("approval", id)
              .with("next_step", "let somebody else who may do the same approve it")
              .toException();
    };
  }

  /** Who asked, and who might do the same. */
  private boolean isVisible(Caller caller, Approval one) {
    return one.asker().name().equals(caller.name()) || permissions.admit(caller, rule(one));
  }

  /** Whether they may do it to each connection that the asker may do it to. */
  private boolean mayDoAll(Caller caller, Approval one) {
    CallRule rule = rule(one);
    if (!permissions.admit(caller, rule)) {
      return false;
    }
    ConnectionQuery query = ConnectionQuery.all(ConnectionQuery.LARGEST_PAGE);
    while (true) {
      List<Connection> page = store.list(query);
      boolean covered =
          page.stream()
              .filter(row -> permissions.permit(one.asker(), rule, row))
              .allMatch(row -> permissions.permit(caller, rule, row));
      if (!covered || page.size() < query.limit()) {
        return covered;
      }
      query = query.startingAfter(page.getLast().id());
    }
  }

  private static CallRule rule(Approval one) {
    return MethodRoles.ruleOf(one.act().method()).orElseThrow();
  }

  private static ErrorReply notFound() {
    return ErrorReply.of(
            Code.NOT_FOUND,
            ErrorReason.ERROR_REASON_APPROVAL_NOT_FOUND,
            "no such approval: used, ended after 15 minutes, or forgotten by a restart")
        .with("next_step", "rotakeep operator approvals list");
  }

  private static io.rotakeep.v1.Approval message(Approval one) {
    String method = one.act().method();
    Caller approver = one.approver();
    return io.rotakeep.v1.Approval.newBuilder()
        .setId(one.id())
        .setMethod(method.substring(method.lastIndexOf('.') + 1).replace('/', '.'))
        .setCaller(one.asker().name())
        .setComment(one.act().comment())
        .setConnectionCount(one.act().connections())
        .setCreateTime(Times.timestamp(one.asked()))
        .setExpireTime(Times.timestamp(one.expires()))
        .setApprover(approver == null ? "" : approver.name())
        .build();
  }
}
