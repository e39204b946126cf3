package io.rotakeep.daemon;

import io.rotakeep.core.connection.SharedGrants;
import io.rotakeep.core.enrollment.EnrollmentDesk;
import io.rotakeep.core.enrollment.GrantLimits;
import io.rotakeep.core.enrollment.PendingAuthorizationStore;
import io.rotakeep.core.enrollment.TokenImports;
import io.rotakeep.core.rotation.JournalledQuestion;

/** The ways in: by consent, and with a token that existed before. */
record EnrollmentRooms(EnrollmentDesk desk, TokenImports imports) {

  /**
   * @param core as far as it is there: everything but the ways in and what comes after them
   */
  static EnrollmentRooms of(
      CoreRooms core,
      PendingAuthorizationStore pending,
      JournalledQuestion questions,
      WaysOut outside,
      CoreRooms.Told told,
      CoreRooms.Chance chance) {
    SharedGrants grants = new SharedGrants(core.connections, core.lineage, core.holds);
    GrantLimits limits = new GrantLimits(grants, told.audit(), told.grantLimits(), chance.clock());
    EnrollmentDesk desk =
        new EnrollmentDesk(
            new EnrollmentDesk.Stores(
                core.connections,
                core.lineage,
                core.providers,
                pending,
                core.holds,
                core.rotation.storedTokens()),
            new EnrollmentDesk.Asking(
                core.journal,
                questions,
                core.keys.credentials(),
                outside.revocation(),
                outside.userinfo()),
            new EnrollmentDesk.Keeping(core.keys.secrets(), core.keys.verifiers(), chance.random()),
            core.locks,
            limits,
            told.audit(),
            chance.clock());
    TokenImports imports =
        new TokenImports(
            new TokenImports.Stores(core.connections, core.lineage, core.providers),
            core.locks,
            core.keys.secrets(),
            core.holds,
            core.rotation.flights(),
            core.incidents.sightings(),
            limits,
            told.audit(),
            chance.clock());
    return new EnrollmentRooms(desk, imports);
  }
}
