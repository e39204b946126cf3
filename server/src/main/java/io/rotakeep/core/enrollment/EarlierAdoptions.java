package io.rotakeep.core.enrollment;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.ConnectionSecrets;
import io.rotakeep.core.connection.ConnectionState;
import io.rotakeep.core.connection.Grant;
import io.rotakeep.core.connection.GrantKey;
import io.rotakeep.core.connection.LineageStore;
import io.rotakeep.core.connection.LineageStore.Ancestor;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.secret.SecretBytes;

/** Which refresh tokens have been adopted already, so that one answer makes one generation. */
final class EarlierAdoptions {
  private final LineageStore lineage;
  private final ConnectionSecrets secrets;

  EarlierAdoptions(LineageStore lineage, ConnectionSecrets secrets) {
    this.lineage = lineage;
    this.secrets = secrets;
  }

  /** Whether some connection has, or had, this token. */
  boolean knows(Provider provider, SecretBytes refreshToken) {
    GrantKey key = new GrantKey(provider.issuer(), provider.client().id(), "");
    return lineage.findAncestor(secrets.fingerprint(key, refreshToken)).isPresent();
  }

  /** Whether a connection is of this subject, or may be where nobody said whose a token is. */
  boolean mayHaveOne(Provider provider, String subject) {
    return subject.isEmpty() || has(provider, subject) || has(provider, "");
  }

  private boolean has(Provider provider, String subject) {
    GrantKey key = new GrantKey(provider.issuer(), provider.client().id(), subject);
    return !lineage.siblings(key, 1).isEmpty();
  }

  /**
   * Whether this is an answer that a crash made us read again. An older generation is never adopted
   * anew: it has been spent since.
   */
  boolean have(Connection connection, Grant grant) {
    Ancestor ancestor =
        lineage
            .findAncestor(grant.fingerprint())
            .filter(found -> found.connection().equals(connection.id()))
            .orElse(null);
    if (ancestor == null) {
      return false;
    }
    return switch (connection.state()) {
      case ConnectionState.PendingAuthorization _ -> false;
      case ConnectionState.Active _ -> true;
      case ConnectionState.InDoubt _,
          ConnectionState.ReauthorizationRequired _,
          ConnectionState.Quarantined _,
          ConnectionState.Revoked _ ->
          connection.generation().isAfter(ancestor.generation());
    };
  }

  static boolean isNewest(Connection connection, Grant grant) {
    Grant present = connection.grant();
    return present != null && present.fingerprint().equals(grant.fingerprint());
  }

  /** A server may give one token twice; then it may be another's consent. */
  static boolean isOf(PendingAuthorization pending, Connection before) {
    String expected = pending.wish().expectedSubject();
    Grant present = before.grant();
    return before.provider().equals(pending.provider())
        && present != null
        && (expected == null || expected.equals(present.key().subject()));
  }
}
