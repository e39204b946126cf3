package io.rotakeep.adapter.audit;

import io.rotakeep.core.crypto.AuditKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a daemon's directory remembers of a trail, for who looks from beside it. */
public final class KeptHeads {
  private KeptHeads() {}

  /**
   * The hashes of the newest head of the trail and the newest with a MAC, if that is another; none
   * if nothing is remembered.
   *
   * @throws IOException if they cannot be read, or were forged
   */
  public static List<String> of(Path directory, Path trail, AuditKeys keys) throws IOException {
    HeadFile file = new HeadFile(directory, trail, keys);
    Head head = file.read();
    while (head != null && isForged(head, trail, keys, file)) {
      // A daemon may have written meanwhile.
      Head again = file.read();
      if (head.equals(again)) {
        throw new IOException(
            "what "
                + directory
                + " remembers of "
                + trail
                + " was forged, or the trail was cut: no daemon of this store vouches for it as it"
                + " is");
      }
      head = again;
    }
    if (head == null) {
      return List.of();
    }
    Head signed = file.signed();
    return signed == null || signed.equals(head)
        ? List.of(head.hash())
        : List.of(head.hash(), signed.hash());
  }

  /**
   * The segments of those heads, whether they are believed or not: one of them is written, if a
   * daemon runs.
   *
   * @throws IOException if they cannot be read
   */
  public static Set<String> segments(Path directory, Path trail, AuditKeys keys)
      throws IOException {
    HeadFile file = new HeadFile(directory, trail, keys);
    return Stream.of(Optional.ofNullable(file.read()), Optional.ofNullable(file.signed()))
        .flatMap(Optional::stream)
        .map(Head::segment)
        .collect(Collectors.toSet());
  }

  private static boolean isForged(Head head, Path trail, AuditKeys keys, HeadFile file)
      throws IOException {
    Optional<Opening.Found> newest = new TrailFiles(trail).behind(head);
    return newest.isPresent() && Opening.isForged(newest.get(), trail, keys.storeId(), file);
  }
}
