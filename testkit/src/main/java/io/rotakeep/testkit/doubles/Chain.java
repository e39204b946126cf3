package io.rotakeep.testkit.doubles;

/** Everything that descends from one authorization code; guarded by {@link TokenStore}. */
final class Chain {
  final String id;

  /** The consent it belongs to; several chains of one browser session share it. */
  final String grant;

  final String clientId;
  final String subject;
  final String scope;
  boolean revoked;

  Chain(String id, String grant, String clientId, String subject, String scope) {
    this.id = id;
    this.grant = grant;
    this.clientId = clientId;
    this.subject = subject;
    this.scope = scope;
  }

  /** Whether a reuse in this chain ends {@code other} too. */
  boolean reaches(Chain other, BlastRadius radius) {
    return switch (radius) {
      case NONE -> false;
      case CHAIN -> other == this;
      case GRANT -> other.grant.equals(grant);
      case SUBJECT -> other.clientId.equals(clientId) && other.subject.equals(subject);
    };
  }
}
