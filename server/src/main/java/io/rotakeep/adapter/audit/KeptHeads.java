package io.rotakeep.adapter.audit;

import io.rotakeep.core.crypto.AuditKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a daemon's directory remembers of a trail, for who looks from beside it. */
public final class KeptHeads {
  private KeptHeads() {}

  /**
   * The hash of the newest head of the trail; none if nothing is remembered.
   *
   * @throws IOException if it cannot be read, or was forged
   */
  public static List<String> of(Path directory, Path trail, AuditKeys keys) throws IOException {
    HeadFile file = new HeadFile(directory, trail, keys);
    Head head = file.read();
    if (head == null) {
      return List.of();
    }
    Tail.First line = Opening.behind(trail, head).map(Tail::first).orElse(null);
    if (file.authenticity(line) == HeadFile.Authenticity.FORGED) {
      throw new IOException(
          "what "
              + directory
              + " remembers of "
              + trail
              + " was forged: no daemon of this store vouches for it");
    }
    return List.of(head.hash());
  }
}
