package io.rotakeep.simulation;

import io.rotakeep.core.connection.InMemoryStores;
import io.rotakeep.core.rotation.FaultyWriteAheadLog;
import io.rotakeep.core.rotation.JournalPoint;
import io.rotakeep.core.rotation.MemoryWitness;
import io.rotakeep.core.rotation.WitnessReading;

/** What outlives a process: the journal and the database on one volume, the witness on another. */
record Disk(FaultyWriteAheadLog log, InMemoryStores stores, MemoryWitness witness) {
  /** A copy of the volume, beside whichever witness it will find. */
  Disk copy(MemoryWitness beside) {
    return new Disk(log.copy(beside), stores.copy(), beside);
  }

  /** The same with another database. */
  Disk with(InMemoryStores database) {
    return new Disk(log, database, witness);
  }

  /** The volume after the end of a process that had no time for a farewell. */
  Disk crash(int luckyFrames, int luckyWrites) {
    return new Disk(log.crash(luckyFrames), stores.crash(luckyWrites), witness);
  }

  /** Whether the witness has seen more than the journal has or another one, or is not there. */
  boolean isStale() {
    return switch (witness.read()) {
      case WitnessReading.At(_, JournalPoint point) ->
          point.sequence() > log.position().last() || log.position().departs();
      case WitnessReading.Missing _, WitnessReading.Damaged _ -> log.position().last() > 0;
    };
  }
}
