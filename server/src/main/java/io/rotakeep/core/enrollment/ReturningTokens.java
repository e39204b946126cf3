package io.rotakeep.core.enrollment;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.LineageStore.Ancestor;
import io.rotakeep.core.crypto.Fingerprint;
import io.rotakeep.core.enrollment.TokenImports.Import;
import io.rotakeep.core.enrollment.TokenImports.Imported;
import io.rotakeep.core.enrollment.TokenImports.Overwriting;
import io.rotakeep.core.incident.IncidentId;
import io.rotakeep.core.incident.TokenSightings;
import org.jspecify.annotations.Nullable;

/**
 * Judges the import of a token that has been here before. Others may show again what they had
 * before it came; a token that a provider gave to us alone can only have been stolen, from us or on
 * the way.
 */
final class ReturningTokens {
  private final TokenSightings sightings;

  ReturningTokens(TokenSightings sightings) {
    this.sightings = sightings;
  }

  /**
   * @param found the connection it is to be imported as; null if there is none
   */
  Imported judge(
      Import wanted, Fingerprint fingerprint, @Nullable Connection found, Ancestor ancestor) {
    if (found != null && ancestor.connection().equals(wanted.connection())) {
      boolean newest = ancestor.generation().equals(found.generation());
      if (newest || ancestor.imported()) {
        return new Imported.AlreadyAdopted(found);
      }
    }
    if (ancestor.imported()) {
      return new Imported.Exists();
    }
    if (wanted.overwriting() == Overwriting.DRY_RUN) {
      return new Imported.Retired(ancestor.connection(), null);
    }
    IncidentId incident =
        sightings.imported(
            new TokenSightings.Sighting(
                ancestor, wanted.provider(), fingerprint, wanted.caller(), wanted.connection()));
    return new Imported.Retired(ancestor.connection(), incident);
  }
}
