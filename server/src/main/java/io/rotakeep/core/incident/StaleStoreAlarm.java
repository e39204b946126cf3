package io.rotakeep.core.incident;

import io.rotakeep.core.connection.Generation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What people are told when a store begins to be distrusted: once, however often it is started. */
public final class StaleStoreAlarm {
  private StaleStoreAlarm() {}

  /**
   * @param since when the distrust began; it names the incident
   * @param connections how many are held by it
   */
  public static Suspicion of(UUID storeId, Instant since, long connections) {
    String name = storeId + " distrusted " + since.toEpochMilli();
    return new Suspicion(
        UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)),
        IncidentKind.STALE_STORE,
        Severity.HIGH,
        // Counted, not named: a connection that was let go is not concerned any more.
        new Concerned(List.of(), connections, null),
        List.of(
            new Evidence(
                since,
                Evidence.Kind.STORE_NOT_AS_WITNESSED,
                "the journal ends before what the witness has seen, or there is no witness",
                null,
                Generation.NONE,
                "")),
        "this store may be a restored or cloned one; all its connections are held");
  }
}
