package io.rotakeep.core.connection;

import io.rotakeep.core.InvalidFieldException;

/**
 * What applications call a connection: segments of {@code [a-z0-9][a-z0-9._-]*} joined by {@code
 * /}, 200 bytes at the most. Nothing is folded or normalized, so no two spellings mean one thing.
 */
public record ConnectionId(String value) implements Comparable<ConnectionId> {
  private static final int LONGEST = 200;

  public ConnectionId {
    check("connection", value);
  }

  /**
   * @throws InvalidFieldException naming {@code field} if {@code value} is no connection id
   */
  public static ConnectionId of(String field, String value) {
    check(field, value);
    return new ConnectionId(value);
  }

  @Override
  public int compareTo(ConnectionId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }

  private static void check(String field, String value) {
    if (value.isEmpty()) {
      throw new InvalidFieldException(field, "is required");
    }
    if (value.length() > LONGEST) {
      throw new InvalidFieldException(field, "must be " + LONGEST + " bytes at the most");
    }
    boolean first = true;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean alphanumeric = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      boolean legal = alphanumeric || (!first && (c == '/' || c == '.' || c == '_' || c == '-'));
      if (!legal) {
        throw broken(field);
      }
      first = c == '/';
    }
    if (first) {
      throw broken(field);
    }
  }

  private static InvalidFieldException broken(String field) {
    return new InvalidFieldException(
        field,
        "must be segments of a-z 0-9 . _ - joined by /, each beginning with a letter or digit");
  }
}
