package io.rotakeep.daemon;

import io.rotakeep.adapter.limits.CaffeineCache;
import io.rotakeep.core.access.AccessTokens;
import io.rotakeep.core.access.CurrentTokens;
import io.rotakeep.core.access.MissedTokens;
import io.rotakeep.core.access.RefreshAhead;
import io.rotakeep.core.access.TokenWatch;

/** How tokens are handed out, and to whom. */
record AccessRooms(AccessTokens tokens, TokenWatch watch) {
  private static final int REMEMBERED_WAITS = 100_000;

  /**
   * @param core as far as it is there: stores and rotation
   */
  static AccessRooms of(
      CoreRooms core, CoreRooms.Told told, CoreRooms.Given given, CoreRooms.Chance chance) {
    LiveAccess rules = given.access();
    AccessTokens tokens =
        new AccessTokens(
            rules::policies,
            core.cache,
            new MissedTokens(
                core.connections,
                core.providers,
                core.holds,
                core.rotation.storedTokens(),
                core.rotation.flights(),
                chance.clock()),
            new RefreshAhead(core.rotation.flights(), new CaffeineCache<>(REMEMBERED_WAITS)),
            rules::quotas,
            told.audit(),
            given.durableReads(),
            told.accesses(),
            chance.clock());
    TokenWatch watch =
        new TokenWatch(
            rules::policies,
            core.connections,
            new CurrentTokens(
                core.connections,
                core.holds,
                core.rotation.storedTokens(),
                core.rotation.flights(),
                chance.clock()),
            core.changes,
            rules::quotas,
            told.audit(),
            chance.clock(),
            chance.shortName());
    return new AccessRooms(tokens, watch);
  }
}
