package io.rotakeep.testkit.search;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Finds any of many secrets in files: as they are, in Base64 at any alignment and in both
 * alphabets, in hexadecimal, URL-encoded, and in UTF-16.
 *
 * <p>One pass over each file whatever the number of secrets: the first eight bytes of each spelling
 * are looked up at every place.
 */
public final class SecretSearch {
  private static final int PREFIX = 8;
  private static final int PIECE = 1 << 24;

  private final Map<Long, List<byte[]>> spellingsByPrefix = new HashMap<>();
  private final BitSet beginnings = new BitSet(1 << 16);
  private final int secrets;
  private int spellings;
  private int longest;

  /** How much was looked at, and what was found. */
  public record Result(int files, long bytes, List<Found> found) {
    public Result {
      found = List.copyOf(found);
    }
  }

  /**
   * @throws IllegalArgumentException if a secret is too short to be told from chance
   */
  public SecretSearch(Collection<String> secrets) {
    this.secrets = secrets.size();
    for (String secret : secrets) {
      if (secret.length() < 2 * PREFIX) {
        throw new IllegalArgumentException("a secret of " + secret.length() + " characters");
      }
      Spellings.of(secret).forEach(this::add);
    }
  }

  public int secrets() {
    return secrets;
  }

  public int spellings() {
    return spellings;
  }

  /** Looks into every file below the directories. */
  public Result in(Path... directories) {
    var files = new ArrayList<Path>();
    for (Path directory : directories) {
      try (Stream<Path> below = Files.walk(directory)) {
        below.filter(Files::isRegularFile).forEach(files::add);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot list " + directory, e);
      }
    }
    var found = new ArrayList<Found>();
    long bytes = 0;
    for (Path file : files) {
      bytes += search(file, found);
    }
    return new Result(files.size(), bytes, found);
  }

  private void add(byte[] bytes) {
    longest = Math.max(longest, bytes.length);
    long prefix = prefix(bytes);
    spellingsByPrefix.computeIfAbsent(prefix, _ -> new ArrayList<>()).add(bytes);
    beginnings.set(firstTwoBytes(prefix));
    spellings++;
  }

  /** In pieces, of which each begins where the one before could not be sure any more. */
  private long search(Path file, List<Found> found) {
    long size = 0;
    byte[] piece = new byte[PIECE + longest];
    try (InputStream in = Files.newInputStream(file)) {
      int kept = 0;
      boolean last = false;
      while (!last) {
        int read = in.readNBytes(piece, kept, piece.length - kept);
        last = read < piece.length - kept;
        int end = kept + read;
        int sure = last ? end : end - longest;
        search(piece, sure, end, new Found(file, size - kept), found);
        size += read;
        kept = end - sure;
        System.arraycopy(piece, sure, piece, 0, kept);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
    return size;
  }

  /** Those that begin before {@code sure}. */
  private void search(byte[] content, int sure, int size, Found at, List<Found> found) {
    long window = 0;
    for (int end = 0; end < size; end++) {
      window = window << 8 | (content[end] & 0xff);
      int start = end - PREFIX + 1;
      if (start >= sure) {
        return;
      }
      if (start >= 0
          && beginnings.get(firstTwoBytes(window))
          && isAt(content, start, size, window)) {
        found.add(new Found(at.file(), at.offset() + start));
      }
    }
  }

  private boolean isAt(byte[] content, int start, int size, long window) {
    List<byte[]> candidates = spellingsByPrefix.get(window);
    return candidates != null
        && candidates.stream()
            .anyMatch(
                spelling ->
                    start + spelling.length <= size
                        && Arrays.equals(
                            content, start, start + spelling.length, spelling, 0, spelling.length));
  }

  private static int firstTwoBytes(long prefix) {
    return (int) (prefix >>> 48);
  }

  private static long prefix(byte[] bytes) {
    long prefix = 0;
    for (int i = 0; i < PREFIX; i++) {
      prefix = prefix << 8 | (bytes[i] & 0xff);
    }
    return prefix;
  }
}
