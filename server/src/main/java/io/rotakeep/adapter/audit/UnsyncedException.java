package io.rotakeep.adapter.audit;

import java.io.IOException;
import java.nio.file.Path;

/**
 * What was written into a file may not be on its disk, and never be: the kernel may have dropped
 * the pages, so a second sync would lie. Whoever wrote there was told nothing yet.
 */
final class UnsyncedException extends IOException {
  private static final long serialVersionUID = 1L;

  UnsyncedException(Path file, IOException cause) {
    super(file + ": what was written last may not be on the disk: " + cause.getMessage(), cause);
  }
}
