package io.rotakeep.adapter.journal;

import io.rotakeep.core.rotation.JournalCorruptException;

/** The one line that says which journal file breaks which rule at which place, and what to do. */
record CorruptionReport(String path, long offset) {
  private static final String MEND =
      "; nothing was changed: restore the data directory from a backup, and keep this one for"
          + " inspection";

  JournalCorruptException because(String rule) {
    return new JournalCorruptException(
        "journal " + path + ", offset " + offset + ": " + rule + MEND);
  }
}
