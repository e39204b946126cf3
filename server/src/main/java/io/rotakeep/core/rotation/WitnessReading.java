package io.rotakeep.core.rotation;

import java.util.Optional;
import java.util.UUID;

/** What a {@link Witness} knew when it was asked. */
public sealed interface WitnessReading {

  /** There is no witness: natural for a new store, a reason for quarantine beside an old one. */
  record Missing() implements WitnessReading {}

  /** There is one, but none of its slots can be believed. */
  record Damaged(String why) implements WitnessReading {}

  record At(UUID storeId, JournalPoint point) implements WitnessReading {}

  /** How far it has seen that store's log come, if it can say. */
  default Optional<JournalPoint> seenOf(UUID store) {
    return this instanceof At(UUID id, JournalPoint point) && id.equals(store)
        ? Optional.of(point)
        : Optional.empty();
  }
}
