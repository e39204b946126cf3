package io.rotakeep.adapter.audit;

import java.nio.file.Path;

/**
 * Where a trail is kept, and for how long.
 *
 * @param path the file that is written; those put away lie beside it
 * @param rotateBytes how large it grows before it is put away
 * @param keep how many put away are kept at the most
 * @param heads the directory where the newest head is remembered, on another place than the trail
 */
public record FileAuditSettings(Path path, long rotateBytes, int keep, Path heads) {
  public static final long DEFAULT_ROTATE_BYTES = 256L << 20;

  /** Rotated by size, and never deleted. */
  public FileAuditSettings(Path path, Path heads) {
    this(path, DEFAULT_ROTATE_BYTES, Integer.MAX_VALUE, heads);
  }
}
