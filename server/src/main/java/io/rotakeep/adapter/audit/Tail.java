package io.rotakeep.adapter.audit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The end of a file as the last run left it.
 *
 * @param store whose trail it is; empty if its first line is not in what was read
 * @param follows which segment the first line that was read follows; empty for none
 * @param first that line's place among the control lines of its segment, and whether it has a tag
 * @param bare whether it holds first lines and nothing else: nobody recorded anything there
 * @param outgrown whether it ends in order, and something comes behind all the same
 * @param before what the next segment is to say
 */
record Tail(
    String store, String follows, First first, boolean bare, boolean outgrown, Before before) {

  record First(String segment, long place, boolean keyed) {}

  /** If the file holds the head where it should be: from there to the end. */
  static Optional<Tail> behind(Path file, Head head) throws IOException {
    Reading reading = new Reading();
    reading.read(file, head.at());
    return head.hash().equals(reading.firstHash) ? reading.result() : Optional.empty();
  }

  /** If the file begins as one of ours. */
  static Optional<Tail> of(Path file) throws IOException {
    Reading reading = new Reading();
    reading.read(file, 0);
    return reading.result();
  }

  /** Goes through the lines and remembers the last control line. */
  private static final class Reading {
    private final MessageDigest since = Chain.sha256();
    private @Nullable String firstHash;
    private String store = "";
    private String follows = "";
    private First begun = new First("", 0, false);
    private boolean bare = true;
    private boolean ended;
    private boolean outgrown;
    private String segment = "";
    private String hash = "";

    void read(Path file, long from) throws IOException {
      try (FileChannel channel =
          FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
        if (channel.size() <= from) {
          return;
        }
        channel.position(from);
        InputStream in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
        LineReader lines = new LineReader(in);
        boolean first = true;
        while (lines.next()) {
          take(lines, first);
          first = false;
          if (segment.isEmpty()) {
            return;
          }
        }
      }
    }

    private void take(LineReader lines, boolean first) {
      ChainedLine line = lines.isWhole() ? ChainedLine.read(lines.bytes(), lines.length()) : null;
      if (line != null && line.isControl()) {
        Map<String, String> fields = LineFields.read(lines.bytes(), 0, lines.length());
        if (fields != null && fields.containsKey("segment")) {
          segment = fields.getOrDefault("segment", "");
          hash = line.hash();
          if (first) {
            firstHash = hash;
            store = fields.getOrDefault("store", "");
            follows = fields.getOrDefault("follows", "");
            begun = new First(segment, line.sequence(), line.mac() != null);
          }
          bare &= Segment.BEGUN.equals(fields.get("action"));
          ended = Segment.ENDED.equals(fields.get("action"));
          outgrown = false;
          since.reset();
          return;
        }
      }
      bare &= line == null && isTorn(lines);
      outgrown = ended;
      since.update(lines.bytes(), 0, lines.length());
      if (lines.isWhole()) {
        since.update((byte) '\n');
      }
    }

    private static boolean isTorn(LineReader lines) {
      return !lines.isWhole()
          || (lines.length() > 0 && lines.bytes()[lines.length() - 1] == AppendOnlyFile.TORN);
    }

    Optional<Tail> result() {
      return segment.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Tail(store, follows, begun, bare, outgrown, new Before(segment, hash, since)));
    }
  }
}
