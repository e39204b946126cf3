package io.rotakeep.core.provider;

import io.rotakeep.core.InvalidFieldException;
import java.util.List;
import java.util.Set;

/** The grammar of one scope token (RFC 6749 §3.3). */
public final class Scopes {
  private static final int LONGEST = 256;

  private Scopes() {}

  /**
   * @throws InvalidFieldException naming {@code field} if one is no scope token, or comes twice
   */
  public static void checkAll(String field, List<String> scopes) {
    scopes.forEach(scope -> check(field, scope));
    if (Set.copyOf(scopes).size() < scopes.size()) {
      throw new InvalidFieldException(field, "must name each scope once only");
    }
  }

  public static void check(String field, String scope) {
    boolean legal =
        !scope.isEmpty()
            && scope.length() <= LONGEST
            && scope.chars().allMatch(c -> c > 0x20 && c <= 0x7e && c != '"' && c != '\\');
    if (!legal) {
      throw new InvalidFieldException(
          field, "each scope must be 1 to 256 printable ASCII characters without space \" \\");
    }
  }
}
