package io.rotakeep.adapter.grpc;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDetail;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.caller.Caller;
import io.rotakeep.core.caller.LabelRights;
import io.rotakeep.core.caller.Policies;
import io.rotakeep.core.caller.Role;
import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.connection.ConnectionStore;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Puts a method's rule to the policies, and records whom it turned away. Thread-safe. */
public final class Permissions {
  private final Supplier<Policies> policies;
  private final Function<ConnectionId, Map<String, String>> labels;
  private final AuditDevice audit;
  private final InstantSource clock;

  /**
   * @param policies asked at each call, so that a reload counts at once
   * @param store asked for a connection's labels, only where they decide
   */
  public Permissions(
      Supplier<Policies> policies, ConnectionStore store, AuditDevice audit, InstantSource clock) {
    this.policies = policies;
    // A row that cannot be believed has none, nor has one that does not exist.
    this.labels = id -> store.findWhole(id).map(Connection::labels).orElse(Map.of());
    this.audit = audit;
    this.clock = clock;
  }

  /** Whether the rule lets the caller in before the request has been looked at. */
  boolean admit(Caller caller, CallRule rule) {
    Policies now = policies.get();
    return switch (rule) {
      case CallRule.Anyone() -> true;
      case CallRule.Everywhere(var roles) -> any(roles, r -> now.permitsEverywhere(caller, r));
      case CallRule.Somewhere(var roles) -> any(roles, r -> now.permitsSomewhere(caller, r));
      case CallRule.PerConnection(var roles) -> any(roles, r -> now.permitsSomewhere(caller, r));
    };
  }

  boolean permit(Caller caller, CallRule rule, ConnectionId id) {
    Policies now = policies.get();
    if (any(rule.needed(), role -> now.permits(caller, role, id.value()))) {
      return true;
    }
    return any(rule.needed(), role -> now.asksLabels(caller, role))
        && permit(now, caller, rule, id, labels.apply(id));
  }

  boolean permit(Caller caller, CallRule rule, Connection row) {
    return permit(policies.get(), caller, rule, row.id(), row.labels());
  }

  LabelRights labelRights(Caller caller) {
    return new LabelRights(policies.get(), caller);
  }

  private static boolean permit(
      Policies now, Caller caller, CallRule rule, ConnectionId id, Map<String, String> labels) {
    return any(rule.needed(), role -> now.permits(caller, role, id.value(), labels));
  }

  /** Whether the caller may act on all connections there are or will be. */
  boolean permitAll(Caller caller, CallRule rule) {
    Policies now = policies.get();
    return any(rule.needed(), role -> now.permitsEverywhere(caller, role));
  }

  /**
   * @param method such as {@code TokenService.GetAccessToken}
   */
  void recordRefusal(Caller caller, String method, String connection, String requestId) {
    audit.record(
        new AuditRecord(
                clock.instant(),
                AuditAction.CALLER_REFUSED,
                AuditOutcome.REFUSED,
                caller.name(),
                connection,
                0,
                "",
                requestId,
                "NOT_ALLOWED")
            .with(AuditDetail.ofMethod(method)));
  }

  private interface Question {
    boolean permits(Role role);
  }

  private static boolean any(Iterable<Role> roles, Question question) {
    for (Role role : roles) {
      if (question.permits(role)) {
        return true;
      }
    }
    return false;
  }
}
