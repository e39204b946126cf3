package io.rotakeep.core.rotation;

import java.util.UUID;

/** What a {@link Witness} knew when it was asked. */
public sealed interface WitnessReading {

  /** There is no witness: natural for a new store, a reason for quarantine beside an old one. */
  record Missing() implements WitnessReading {}

  /** There is one, but none of its slots can be believed. */
  record Damaged(String why) implements WitnessReading {}

  record At(UUID storeId, long sequence) implements WitnessReading {}
}
