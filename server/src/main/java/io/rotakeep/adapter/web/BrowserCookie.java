package io.rotakeep.adapter.web;

import io.rotakeep.core.enrollment.AuthorizationStart;
import io.rotakeep.core.enrollment.OneTimeSecret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Knows the browser that began again when it comes back. Behind TLS its name has the prefix that
 * keeps other hosts and plain connections from setting it (RFC 6265bis §4.1.3).
 */
final class BrowserCookie {
  private final boolean secure;

  BrowserCookie(boolean secure) {
    this.secure = secure;
  }

  String name() {
    return secure ? "__Host-rotakeep" : "rotakeep";
  }

  /** Lax, because the way back from the provider is a navigation from another site. */
  String header(String value) {
    return name()
        + "="
        + value
        + "; Path=/; Max-Age="
        + AuthorizationStart.LIFE.toSeconds()
        + "; HttpOnly; SameSite=Lax"
        + (secure ? "; Secure" : "");
  }

  /** Ours among what the browser sent; null if none has our form. */
  static @Nullable String among(List<String> values) {
    return values.stream().filter(OneTimeSecret::isWellFormed).findFirst().orElse(null);
  }
}
