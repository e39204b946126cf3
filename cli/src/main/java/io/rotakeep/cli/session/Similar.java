package io.rotakeep.cli.session;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Finds what somebody may have meant. */
public final class Similar {
  private static final int MOST = 3;

  private Similar() {}

  /** The candidates that differ from the word in few letters, the nearest first. */
  public static List<String> to(String word, Stream<String> candidates) {
    int tolerance = Math.max(1, word.length() / 4);
    return candidates
        .filter(candidate -> Math.abs(candidate.length() - word.length()) <= tolerance)
        .map(candidate -> new Near(candidate, distance(word, candidate)))
        .filter(near -> near.distance() <= tolerance)
        .sorted(Comparator.comparingInt(Near::distance).thenComparing(Near::candidate))
        .limit(MOST)
        .map(Near::candidate)
        .toList();
  }

  /** How many letters must be put in, taken out or replaced (Levenshtein). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }

  private record Near(String candidate, int distance) {}
}
