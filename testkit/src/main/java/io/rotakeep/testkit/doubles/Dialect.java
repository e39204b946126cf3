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

  static Dialect salesforce() {
    return new Salesforce(URI.create("https://acme.my.salesforce.com"), "00D000000000001EAA");
  }
}
