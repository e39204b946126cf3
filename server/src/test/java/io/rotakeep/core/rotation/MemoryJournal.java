package io.rotakeep.core.rotation;

import java.util.List;
import java.util.UUID;

/** Journals for tests of what only asks them. */
public final class MemoryJournal {
  private MemoryJournal() {}

  /** That of a process which has written nothing yet. */
  public static RotationJournal empty() {
    return new RotationJournal(
        new FaultyWriteAheadLog(new UUID(1, 2), new MemoryWitness()), List.of(), new MapCache<>());
  }
}
