package io.rotakeep.adapter.audit;

import io.rotakeep.core.InvalidFieldException;
import io.rotakeep.core.crypto.AuditKeys;
import io.rotakeep.core.secret.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys that the tags of segments are checked with. */
public interface SegmentKeys {
  /** Checks hashes only. */
  SegmentKeys NONE = _ -> null;

  /** The key of a segment, which the caller closes; null if there is none. */
  @Nullable SecretBytes of(String segment);

  /** Segments that were there with tags when somebody gave these keys away; none if nobody did. */
  default Set<String> expected() {
    return Set.of();
  }

  /** All that the keyring leads to. */
  static SegmentKeys of(AuditKeys keys) {
    return new Derived(keys);
  }

  /**
   * Those of a file that {@link #export} wrote.
   *
   * @throws InvalidFieldException if it is another file
   */
  static SegmentKeys in(Path file) throws IOException {
    return Exported.read(file);
  }

  /** Lines for a file that {@link #in} reads; the caller wipes them. */
  static SecretBytes export(SegmentKeys keys, List<String> segments) {
    return Exported.write(keys, segments);
  }

  /** Steps from a run's first key to the segment's. */
  record Derived(AuditKeys keys) implements SegmentKeys {
    @Override
    public @Nullable SecretBytes of(String segment) {
      SecretBytes run = runAt(segment);
      if (run == null) {
        return null;
      }
      try (run) {
        return AuditKeys.ofSegment(run);
      }
    }

    /** What vouches for the segment's heads, at its first; null if no run has such a segment. */
    @Nullable HeadKey headsOf(String segment) {
      SecretBytes run = runAt(segment);
      if (run == null) {
        return null;
      }
      try (run) {
        return new HeadKey(AuditKeys.ofHeads(run));
      }
    }

    private @Nullable SecretBytes runAt(String segment) {
      SegmentId id = SegmentId.parse(segment);
      if (id == null) {
        return null;
      }
      SecretBytes run = keys.ofRun(id.run());
      for (int i = id.number(); i > 1; i--) {
        try (SecretBytes used = run) {
          run = AuditKeys.afterSegment(used);
        }
      }
      return run;
    }
  }

  /** One segment a line: its id, a blank, its key in base64url. */
  final class Exported implements SegmentKeys {
    private static final int KEY = 32;
    private final Map<String, SecretBytes> keys = new LinkedHashMap<>();

    private Exported() {}

    @Override
    public @Nullable SecretBytes of(String segment) {
      SecretBytes key = keys.get(segment);
      return key == null ? null : key.copy();
    }

    @Override
    public Set<String> expected() {
      return Collections.unmodifiableSet(keys.keySet());
    }

    private static Exported read(Path file) throws IOException {
      Exported read = new Exported();
      byte[] text = Files.readAllBytes(file);
      try {
        int from = 0;
        for (int i = 0; i < text.length; i++) {
          if (text[i] == '\n') {
            read.line(Arrays.copyOfRange(text, from, i));
            from = i + 1;
          }
        }
        if (read.keys.isEmpty() || from != text.length) {
          throw new InvalidFieldException(
              "keys", file + " is no file of verification keys; see rotakeep audit export-keys");
        }
        return read;
      } finally {
        Arrays.fill(text, (byte) 0);
      }
    }

    private void line(byte[] line) {
      int blank = 0;
      while (blank < line.length && line[blank] != ' ') {
        blank++;
      }
      try {
        byte[] key =
            Base64.getUrlDecoder()
                .decode(Arrays.copyOfRange(line, Math.min(blank + 1, line.length), line.length));
        String segment = new String(line, 0, blank, StandardCharsets.US_ASCII);
        if (key.length != KEY || SegmentId.parse(segment) == null) {
          throw new IllegalArgumentException();
        }
        keys.put(segment, SecretBytes.owning(key));
      } catch (IllegalArgumentException e) {
        throw new InvalidFieldException(
            "keys", "a line is no segment with its key; see rotakeep audit export-keys");
      } finally {
        Arrays.fill(line, (byte) 0);
      }
    }

    private static SecretBytes write(SegmentKeys from, List<String> segments) {
      List<byte[]> lines = new ArrayList<>();
      int length = 0;
      for (String segment : segments) {
        SecretBytes key = from.of(segment);
        if (key != null) {
          try (key) {
            byte[] line = key.read(bytes -> line(segment, bytes));
            lines.add(line);
            length += line.length;
          }
        }
      }
      byte[] all = new byte[length];
      int at = 0;
      for (byte[] line : lines) {
        System.arraycopy(line, 0, all, at, line.length);
        at += line.length;
        Arrays.fill(line, (byte) 0);
      }
      return SecretBytes.owning(all);
    }

    private static byte[] line(String segment, byte[] key) {
      byte[] name = (segment + ' ').getBytes(StandardCharsets.US_ASCII);
      byte[] text = Base64.getUrlEncoder().withoutPadding().encode(key);
      byte[] line = Arrays.copyOf(name, name.length + text.length + 1);
      System.arraycopy(text, 0, line, name.length, text.length);
      line[line.length - 1] = '\n';
      Arrays.fill(text, (byte) 0);
      return line;
    }
  }
}
