package io.rotakeep.adapter.grpc;

import io.rotakeep.core.caller.Role;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Who may call what, written down a second time and by hand, for the matrix to be held against. One
 * method a line: what the role is needed for, and the roles of which one is needed.
 */
final class AuthorizationTable {
  private static final String TABLE =
      """
      TokenService/GetAccessToken               one    reader
      TokenService/WatchAccessTokens            share  reader
      ConnectionService/StartAuthorization      one    enroller support operator
      ConnectionService/CompleteAuthorization   share  enroller support operator
      ConnectionService/ConfirmAuthorization    share  enroller support operator
      ConnectionService/ImportRefreshTokens     share  enroller operator
      ConnectionService/GetConnection           one    reader security support operator auditor
      ConnectionService/ListConnections         share  reader security support operator auditor
      ConnectionService/UpdateConnection        one    enroller operator
      ConnectionService/RefreshConnection       one    security operator
      ConnectionService/RefreshConnections      share  security operator
      ConnectionService/QuarantineConnection    one    security operator
      ConnectionService/QuarantineConnections   share  security operator
      ConnectionService/ReinstateConnection     one    security operator
      ConnectionService/RevokeConnection        one    security operator
      ConnectionService/RevokeConnections       share  security operator
      ConnectionService/DeleteConnection        one    operator
      ConnectionService/DiagnoseConnection      one    security support operator auditor
      ProviderService/Apply                     all    operator
      ProviderService/Get                       share  security support operator auditor
      ProviderService/List                      share  security support operator auditor
      ProviderService/Delete                    all    operator
      ProviderService/ListPresets               share  security support operator auditor
      ProviderService/Check                     all    operator
      ProviderService/AnnounceEvent             all    security operator
      ProviderService/WithdrawEvent             all    security operator
      IncidentService/Open                      share  security operator
      IncidentService/List                      share  security operator auditor
      IncidentService/Get                       share  security operator auditor
      IncidentService/Watch                     share  security operator auditor
      IncidentService/Acknowledge               share  security operator
      IncidentService/Resolve                   share  security operator
      IncidentService/Report                    share  security operator
      SystemService/Init                        all    operator
      SystemService/Unseal                      all    operator
      SystemService/Seal                        all    operator
      SystemService/GetStatus                   nothing
      SystemService/RotateKeys                  all    operator
      SystemService/Rekey                       all    operator
      SystemService/Backup                      all    operator
      SystemService/TrustStore                  all    operator
      SystemService/TestNotices                 all    security operator
      SystemService/ListApprovals               share  security operator
      SystemService/Approve                     share  security operator
      SystemService/ComplianceReport            share  security operator auditor
      SystemService/SearchAudit                 share  security auditor
      SystemService/LookupFingerprint           all    security
      """;

  private AuthorizationTable() {}

  /** For what of the store a role is needed. */
  enum Need {
    NOTHING,
    ONE,
    SHARE,
    ALL
  }

  record Line(Need need, Set<Role> roles) {}

  /** By full method name. */
  static Map<String, Line> lines() {
    Map<String, Line> lines = new LinkedHashMap<>();
    TABLE
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .forEach(
            words -> {
              Set<Role> roles = EnumSet.noneOf(Role.class);
              Arrays.stream(words)
                  .skip(2)
                  .forEach(word -> roles.add(Role.parse(word).orElseThrow()));
              Need need = Need.valueOf(words[1].toUpperCase(Locale.ROOT));
              lines.put("rotakeep.v1." + words[0], new Line(need, roles));
            });
    return lines;
  }
}
