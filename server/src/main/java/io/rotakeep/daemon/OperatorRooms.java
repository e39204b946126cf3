package io.rotakeep.daemon;

import io.rotakeep.core.audit.AuditDevice;
import io.rotakeep.core.diagnosis.ConnectionDoctor;
import io.rotakeep.core.enrollment.Quarantines;
import io.rotakeep.core.enrollment.StaleTokens;
import io.rotakeep.core.probe.ProviderChecks;

/** What only people ask of the core: what is the matter, stop, go on. */
record OperatorRooms(ConnectionDoctor doctor, Quarantines quarantines, ProviderChecks checks) {

  static OperatorRooms of(
      CoreRooms core, OutsideWorld outside, AuditDevice audit, CoreRooms.Chance chance) {
    return new OperatorRooms(
        new ConnectionDoctor(
            core.connections,
            core.providers,
            core.lineage,
            core.holds,
            core.rotation,
            chance.clock()),
        new Quarantines(
            core.connections,
            core.holds,
            core.keys.secrets(),
            new StaleTokens(
                core.connections,
                core.providers,
                core.locks,
                core.rotation.openAttempts(),
                core.keys.secrets(),
                chance.clock()),
            core.cache,
            audit,
            chance.clock()),
        new ProviderChecks(
            core.providers,
            outside.probe(),
            core.keys.credentials(),
            outside.egress(),
            audit,
            chance.random(),
            chance.clock()));
  }
}
