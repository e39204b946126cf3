package io.rotakeep.adapter.grpc;

import io.rotakeep.core.audit.AuditAction;
import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.audit.AuditOutcome;
import io.rotakeep.core.audit.AuditRecord;
import io.rotakeep.core.caller.Caller;
import io.rotakeep.core.caller.Policies;
import io.rotakeep.core.caller.Role;
import io.rotakeep.core.connection.ConnectionId;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Puts a method's rule to the policies, and records whom it turned away. Thread-safe. */
public final class Permissions {
  private final Supplier<Policies> policies;
  private final AuditDevice audit;
  private final InstantSource clock;

  /**
   * @param policies asked at each call, so that a reload counts at once
   */
  public Permissions(Supplier<Policies> policies, AuditDevice audit, InstantSource clock) {
    this.policies = policies;
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
    return any(rule.needed(), role -> now.permits(caller, role, id.value()));
  }

  void recordRefusal(Caller caller, String connection, String requestId) {
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
            "NOT_ALLOWED"));
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
