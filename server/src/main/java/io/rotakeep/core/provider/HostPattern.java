package io.rotakeep.core.provider;

import io.rotakeep.core.InvalidFieldException;
import java.util.regex.Pattern;

/**
 * A host, or {@code *.} and a suffix that stands for every host below it. Compared as it is
 * written; a pattern is lower-case ASCII, so nothing is normalized.
 */
public record HostPattern(String value) {
  private static final Pattern RULE =
      Pattern.compile("(\\*\\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*");

  public HostPattern {
    if (value.length() > 253 || !RULE.matcher(value).matches()) {
      throw new InvalidFieldException(
          "host pattern", "must be a lower-case host name, with *. before it for all below it");
    }
  }

  public boolean matches(String host) {
    return value.startsWith("*.")
        ? host.length() > value.length() - 1 && host.endsWith(value.substring(1))
        : host.equals(value);
  }
}
