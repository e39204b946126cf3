package io.rotakeep.core.provider;

import io.rotakeep.core.InvalidFieldException;
import java.util.regex.Pattern;

/**
 * A host, or {@code *.} and a suffix that stands for every host below it. Compared as it is
 * written; a pattern is lower-case ASCII, so nothing is normalized.
 */
public record HostPattern(String value) {
  private static final int LONGEST = 253;
  private static final String HOST =
      "[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*";
  private static final Pattern ANY_HOST = Pattern.compile(HOST, Pattern.CASE_INSENSITIVE);
  private static final Pattern RULE = Pattern.compile("(\\*\\.)?" + HOST);

  public HostPattern {
    if (value.length() > LONGEST || !RULE.matcher(value).matches()) {
      throw new InvalidFieldException(
          "host pattern", "must be a lower-case host name, with *. before it for all below it");
    }
  }

  /**
   * What is no host name never matches: {@code evil.example/x.good.example} ends like a good one,
   * yet put into a URL it names another.
   */
  public boolean matches(String host) {
    return value.startsWith("*.")
        ? host.length() <= LONGEST
            && host.endsWith(value.substring(1))
            && ANY_HOST.matcher(host).matches()
        : host.equals(value);
  }
}
