package io.rotakeep.adapter.audit;

import io.rotakeep.core.crypto.Fingerprinter;
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
  public static List<String> of(Path directory, Path trail, Fingerprinter fingerprinter)
      throws IOException {
    HeadFile file = new HeadFile(directory, trail, fingerprinter);
    Head head = file.read();
    if (head != null && file.authenticity() == HeadFile.Authenticity.FORGED) {
      throw new IOException(
          "what " + directory + " remembers of " + trail + " was forged: its MAC is wrong");
    }
    return head == null ? List.of() : List.of(head.hash());
  }
}
