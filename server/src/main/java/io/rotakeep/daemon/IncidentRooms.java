package io.rotakeep.daemon;

import io.rotakeep.core.incident.CompromiseResponse;
import io.rotakeep.core.incident.GrantEnding;
import io.rotakeep.core.incident.IncidentDesk;
import io.rotakeep.core.incident.IncidentStore;
import io.rotakeep.core.incident.Incidents;
import io.rotakeep.core.incident.LivingToken;
import io.rotakeep.core.incident.TokenSightings;

/** What is opened and done on suspicion. */
record IncidentRooms(IncidentDesk desk, TokenSightings sightings) {

  /**
   * @param core as far as it is there: stores, holds and keys
   * @param revokingUpstream whether a grant under suspicion is ended upstream without a person's
   *     word
   */
  static IncidentRooms of(
      CoreRooms core,
      IncidentStore store,
      WaysOut outside,
      CoreRooms.Told told,
      CoreRooms.Chance chance,
      boolean revokingUpstream) {
    Incidents incidents = new Incidents(store, told.audit(), told.incidents(), chance.clock());
    LivingToken living =
        new LivingToken(
            core.keys.secrets(),
            core.keys.credentials(),
            outside.introspection(),
            outside.resource(),
            chance.clock());
    GrantEnding ending = id -> core.upstream.revoke(id, () -> core.holds.stopped(id));
    return new IncidentRooms(
        new IncidentDesk(
            incidents,
            new CompromiseResponse(
                incidents,
                core.connections,
                core.providers,
                living,
                revokingUpstream ? ending : null,
                task -> Thread.ofVirtual().name("incident").start(task))),
        new TokenSightings(
            incidents,
            core.lineage,
            core.connections,
            core.providers,
            core.keys.fingerprinter(),
            told.audit(),
            chance.clock(),
            chance::id));
  }

  Incidents incidents() {
    return desk.incidents();
  }
}
