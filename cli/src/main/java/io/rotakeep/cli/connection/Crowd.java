package io.rotakeep.cli.connection;

import io.rotakeep.v1.GrantLimit;

/** A user with all the grants that the provider keeps, as people read it. */
final class Crowd {
  private Crowd() {}

  /** Before a consent that is counted already. */
  static String ahead(GrantLimit limit) {
    return limit.getGrants() > limit.getLimit()
        ? ("Careful: this is the user's grant number %d, and the provider keeps %d: it ends the"
                + " oldest.")
            .formatted(limit.getGrants(), limit.getLimit())
        : "Careful: this is the last of the %d grants that the provider keeps for one user."
            .formatted(limit.getLimit());
  }

  /** In a table; empty if there is no such limit, or room below it. */
  static String brief(GrantLimit limit) {
    return limit.getLimit() == 0
        ? ""
        : "%d, the provider keeps %d".formatted(limit.getGrants(), limit.getLimit());
  }
}
