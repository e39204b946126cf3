package io.rotakeep.adapter.yaml;

import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Which word somebody meant. */
final class Misspelling {
  private final String written;

  private Misspelling(String written) {
    this.written = written;
  }

  /** The known word that is nearest, if it is so near that a slip of the hand explains it. */
  static Optional<String> of(String written, Stream<String> known) {
    Misspelling slip = new Misspelling(written);
    return known
        .filter(word -> slip.distance(word) <= Math.max(1, word.length() / 3))
        .min(Comparator.comparingInt(slip::distance));
  }

  /** How many letters were missed, doubled, changed or swapped with their neighbour. */
  private int distance(String word) {
    int[][] steps = new int[written.length() + 1][word.length() + 1];
    for (int i = 0; i <= written.length(); i++) {
      for (int j = 0; j <= word.length(); j++) {
        steps[i][j] = i == 0 || j == 0 ? i + j : fewest(steps, word, i, j);
      }
    }
    return steps[written.length()][word.length()];
  }

  private int fewest(int[][] steps, String word, int i, int j) {
    int changed = written.charAt(i - 1) == word.charAt(j - 1) ? 0 : 1;
    int least = Math.min(steps[i - 1][j], steps[i][j - 1]) + 1;
    least = Math.min(least, steps[i - 1][j - 1] + changed);
    boolean swapped =
        i > 1
            && j > 1
            && written.charAt(i - 1) == word.charAt(j - 2)
            && written.charAt(i - 2) == word.charAt(j - 1);
    return swapped ? Math.min(least, steps[i - 2][j - 2] + 1) : least;
  }
}
