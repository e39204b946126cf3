package io.rotakeep.testkit.doubles;

import java.net.URI;

/** Whose manners the server has where the RFCs are read differently. */
public sealed interface Dialect {
  /** As RFC 6749, 7009 and 7662 say. */
  record Standard() implements Dialect {}

  /**
   * As Salesforce: answers carry no {@code expires_in} but {@code instance_url}, {@code id}, {@code
   * issued_at} in milliseconds and a {@code signature}; revoking an unknown token is a 400.
   */
  record Salesforce(URI instanceUrl, String organization) implements Dialect {}

  /** As Auth0: a dead token is a 403. */
  record Auth0() implements Dialect {}

  /** As Atlassian: a dead token is a 403, and userinfo names an {@code account_id}. */
  record Atlassian() implements Dialect {}

  /** As GitHub: errors come with status 200, and userinfo has a number called {@code id}. */
  record GitHub(long user) implements Dialect {}

  /**
   * As Slack: answers say {@code ok}, errors come with status 200, tokens are of type {@code bot},
   * and members of members name the workspace and the person.
   */
  record Slack(String team) implements Dialect {}

  /** As HubSpot: errors are a {@code status} and a {@code message}; answers name the account. */
  record HubSpot(long account) implements Dialect {}

  static Dialect salesforce() {
    return new Salesforce(URI.create("https://acme.my.salesforce.com"), "00D000000000001EAA");
  }
}
