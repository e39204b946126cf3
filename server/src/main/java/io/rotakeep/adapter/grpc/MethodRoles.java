package io.rotakeep.adapter.grpc;

import static io.rotakeep.core.caller.Role.AUDITOR;
import static io.rotakeep.core.caller.Role.ENROLLER;
import static io.rotakeep.core.caller.Role.OPERATOR;
import static io.rotakeep.core.caller.Role.READER;
import static io.rotakeep.core.caller.Role.SECURITY;
import static io.rotakeep.core.caller.Role.SUPPORT;

import io.rotakeep.core.caller.Role;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The one table of who may call what. A method that is not in it can be called by nobody. */
final class MethodRoles {
  private static final String TOKENS = "rotakeep.v1.TokenService/";
  private static final String CONNECTIONS = "rotakeep.v1.ConnectionService/";
  private static final String PROVIDERS = "rotakeep.v1.ProviderService/";
  private static final String INCIDENTS = "rotakeep.v1.IncidentService/";
  private static final String SYSTEM = "rotakeep.v1.SystemService/";

  private static final Map<String, CallRule> RULES =
      Map.ofEntries(
          perConnection(TOKENS + "GetAccessToken", READER),
          somewhere(TOKENS + "WatchAccessTokens", READER),
          // Support only where there is a connection: see LabelRights.mayBringIn.
          perConnection(CONNECTIONS + "StartAuthorization", ENROLLER, SUPPORT, OPERATOR),
          // A state or ticket names the connection, and only who started may go on.
          somewhere(CONNECTIONS + "CompleteAuthorization", ENROLLER, SUPPORT, OPERATOR),
          somewhere(CONNECTIONS + "ConfirmAuthorization", ENROLLER, SUPPORT, OPERATOR),
          somewhere(CONNECTIONS + "ImportRefreshTokens", ENROLLER, OPERATOR),
          perConnection(
              CONNECTIONS + "GetConnection", READER, SUPPORT, OPERATOR, SECURITY, AUDITOR),
          somewhere(CONNECTIONS + "ListConnections", READER, SUPPORT, OPERATOR, SECURITY, AUDITOR),
          perConnection(CONNECTIONS + "UpdateConnection", ENROLLER, OPERATOR),
          perConnection(CONNECTIONS + "RefreshConnection", OPERATOR, SECURITY),
          somewhere(CONNECTIONS + "RefreshConnections", OPERATOR, SECURITY),
          perConnection(CONNECTIONS + "QuarantineConnection", SECURITY, OPERATOR),
          somewhere(CONNECTIONS + "QuarantineConnections", SECURITY, OPERATOR),
          perConnection(CONNECTIONS + "ReinstateConnection", SECURITY, OPERATOR),
          perConnection(CONNECTIONS + "RevokeConnection", SECURITY, OPERATOR),
          somewhere(CONNECTIONS + "RevokeConnections", SECURITY, OPERATOR),
          perConnection(CONNECTIONS + "DeleteConnection", OPERATOR),
          perConnection(CONNECTIONS + "DiagnoseConnection", SUPPORT, OPERATOR, SECURITY, AUDITOR),
          everywhere(PROVIDERS + "Apply", OPERATOR),
          somewhere(PROVIDERS + "Get", OPERATOR, SECURITY, SUPPORT, AUDITOR),
          somewhere(PROVIDERS + "List", OPERATOR, SECURITY, SUPPORT, AUDITOR),
          everywhere(PROVIDERS + "Delete", OPERATOR),
          somewhere(PROVIDERS + "ListPresets", OPERATOR, SECURITY, SUPPORT, AUDITOR),
          everywhere(PROVIDERS + "Check", OPERATOR),
          everywhere(PROVIDERS + "AnnounceEvent", OPERATOR, SECURITY),
          everywhere(PROVIDERS + "WithdrawEvent", OPERATOR, SECURITY),
          somewhere(INCIDENTS + "Open", SECURITY, OPERATOR),
          somewhere(INCIDENTS + "List", SECURITY, OPERATOR, AUDITOR),
          somewhere(INCIDENTS + "Get", SECURITY, OPERATOR, AUDITOR),
          somewhere(INCIDENTS + "Watch", SECURITY, OPERATOR, AUDITOR),
          somewhere(INCIDENTS + "Acknowledge", SECURITY, OPERATOR),
          somewhere(INCIDENTS + "Resolve", SECURITY, OPERATOR),
          somewhere(INCIDENTS + "Report", SECURITY, OPERATOR),
          everywhere(SYSTEM + "Init", OPERATOR),
          everywhere(SYSTEM + "Unseal", OPERATOR),
          everywhere(SYSTEM + "Seal", OPERATOR),
          Map.entry(SYSTEM + "GetStatus", new CallRule.Anyone()),
          everywhere(SYSTEM + "RotateKeys", OPERATOR),
          everywhere(SYSTEM + "Rekey", OPERATOR),
          everywhere(SYSTEM + "Backup", OPERATOR),
          everywhere(SYSTEM + "TrustStore", OPERATOR),
          everywhere(SYSTEM + "TestNotices", OPERATOR, SECURITY),
          somewhere(SYSTEM + "ListApprovals", OPERATOR, SECURITY),
          somewhere(SYSTEM + "Approve", OPERATOR, SECURITY),
          somewhere(SYSTEM + "ComplianceReport", AUDITOR, SECURITY, OPERATOR),
          somewhere(SYSTEM + "SearchAudit", AUDITOR, SECURITY),
          everywhere(SYSTEM + "LookupFingerprint", SECURITY));

  private MethodRoles() {}

  static Optional<CallRule> ruleOf(String fullMethodName) {
    return Optional.ofNullable(RULES.get(fullMethodName));
  }

  private static Map.Entry<String, CallRule> perConnection(String method, Role... roles) {
    return Map.entry(method, new CallRule.PerConnection(Set.of(roles)));
  }

  private static Map.Entry<String, CallRule> somewhere(String method, Role... roles) {
    return Map.entry(method, new CallRule.Somewhere(Set.of(roles)));
  }

  private static Map.Entry<String, CallRule> everywhere(String method, Role... roles) {
    return Map.entry(method, new CallRule.Everywhere(Set.of(roles)));
  }
}
