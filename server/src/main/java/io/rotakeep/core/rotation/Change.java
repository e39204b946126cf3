package io.rotakeep.core.rotation;

import io.rotakeep.core.connection.Connection;
import io.rotakeep.core.connection.SignedHold;
import io.rotakeep.core.connection.Tombstone;
import io.rotakeep.core.incident.Incident;
import io.rotakeep.core.provider.Provider;
import io.rotakeep.core.provider.ProviderName;

/**
 * One durable change of the store, as the journal repeats it. Applying one twice, or an older one
 * after a newer one, changes nothing: revisions and epochs decide.
 */
public sealed interface Change {
  record ConnectionWritten(Connection connection) implements Change {}

  record ConnectionDeleted(Tombstone tombstone) implements Change {}

  record HoldWritten(SignedHold hold) implements Change {}

  record IncidentWritten(Incident incident) implements Change {}

  record ProviderWritten(Provider provider) implements Change {}

  /**
   * @param revision of the deleted provider
   */
  record ProviderDeleted(ProviderName name, long revision) implements Change {}
}
