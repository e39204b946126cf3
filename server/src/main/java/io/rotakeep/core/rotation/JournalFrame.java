package io.rotakeep.core.rotation;

import java.time.Instant;
import java.util.UUID;

/** What the journal remembers; ids and numbers in plain, secrets as envelopes. */
sealed interface JournalFrame {

  /** Durable before the first byte leaves. */
  record Intent(Attempt attempt) implements JournalFrame {}

  /** Durable before the answer is parsed. */
  record Response(UUID attempt, KeptResponse response) implements JournalFrame {}

  /** The attempt's result is in the store, and this is the row it made. */
  record Settled(UUID attempt, Change change) implements JournalFrame {}

  /** The attempt came to an end that changed no token. */
  record Closed(UUID attempt) implements JournalFrame {}

  /** Any other change of the store. */
  record Changed(Change change) implements JournalFrame {}

  /**
   * From here on the store is taken for a restored or cloned one. The database was marked so
   * before: this is for one that loses the mark.
   */
  record Distrusted(Instant since) implements JournalFrame {}

  /** A person is about to trust the store again; done once the database has it. */
  record Trusted() implements JournalFrame {}

  /** The database is about to be marked as holding everything up to here. */
  record Checkpoint(long through) implements JournalFrame {}
}
