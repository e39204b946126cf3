package io.rotakeep.core.provider;

import io.rotakeep.core.InvalidFieldException;
import java.util.regex.Pattern;

/** What an operator calls one authorization server and our client registration at it. */
public record ProviderName(String value) implements Comparable<ProviderName> {
  private static final Pattern RULE = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

  public ProviderName {
    check("provider", value);
  }

  /**
   * @throws InvalidFieldException naming {@code field} if {@code value} is no provider's name
   */
  public static ProviderName of(String field, String value) {
    check(field, value);
    return new ProviderName(value);
  }

  @Override
  public int compareTo(ProviderName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }

  private static void check(String field, String value) {
    if (!RULE.matcher(value).matches()) {
      throw new InvalidFieldException(
          field, "must be 1 to 64 characters of a-z 0-9 . _ - and begin with a letter or digit");
    }
  }
}
