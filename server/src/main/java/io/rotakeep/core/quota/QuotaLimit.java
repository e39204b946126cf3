package io.rotakeep.core.quota;

import java.util.Locale;

/** What is limited; the names are those of the settings. */
public enum QuotaLimit {
  /** Calls of any method. */
  REQUESTS_PER_SECOND,
  /** Access tokens handed out. */
  TOKENS_PER_HOUR,
  /** Different connections asked for. */
  DISTINCT_CONNECTIONS_PER_HOUR;

  private final String word = name().toLowerCase(Locale.ROOT);

  public String word() {
    return word;
  }
}
