package io.rotakeep.core.caller;

import java.util.Optional;

/**
 * A path, or all paths below one: {@code a/b} itself, {@code a/*} one segment below {@code a},
 * {@code a/**} any number of them, {@code **} everything. A star stands nowhere else.
 */
sealed interface PathPattern {

  /** Empty if a star stands where it may not, or the pattern is empty. */
  static Optional<PathPattern> parse(String text) {
    if (text.equals("**")) {
      return Optional.of(new Everything());
    }
    if (text.endsWith("/**")) {
      return below(text.substring(0, text.length() - 2), true);
    }
    if (text.endsWith("/*")) {
      return below(text.substring(0, text.length() - 1), false);
    }
    return text.isEmpty() || text.indexOf('*') >= 0
        ? Optional.empty()
        : Optional.of(new Exactly(text));
  }

  boolean matches(String path);

  /** What stands before a star, without the slash between them; empty for everything. */
  default String literal() {
    return switch (this) {
      case Exactly(String path) -> path;
      case Below(String prefix, _) -> prefix.substring(0, prefix.length() - 1);
      case Everything() -> "";
    };
  }

  record Everything() implements PathPattern {
    @Override
    public boolean matches(String path) {
      return true;
    }
  }

  record Exactly(String path) implements PathPattern {
    @Override
    public boolean matches(String candidate) {
      return path.equals(candidate);
    }
  }

  /** {@code prefix} ends with a slash. */
  record Below(String prefix, boolean anyDepth) implements PathPattern {
    @Override
    public boolean matches(String path) {
      return path.length() > prefix.length()
          && path.startsWith(prefix)
          && (anyDepth || path.indexOf('/', prefix.length()) < 0);
    }
  }

  private static Optional<PathPattern> below(String prefix, boolean anyDepth) {
    return prefix.length() < 2 || prefix.indexOf('*') >= 0
        ? Optional.empty()
        : Optional.of(new Below(prefix, anyDepth));
  }
}
