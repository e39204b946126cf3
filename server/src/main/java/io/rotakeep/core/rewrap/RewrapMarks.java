package io.rotakeep.core.rewrap;

import java.util.Optional;

/**
 * Keeps one mark. Thread-safe. A crash may take the last one back: then records are looked at
 * again.
 */
public interface RewrapMarks {
  Optional<RewrapMark> find();

  /** Takes the place of what was there. */
  void write(RewrapMark mark);
}
