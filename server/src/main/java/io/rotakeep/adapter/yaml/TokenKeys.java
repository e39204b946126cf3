package io.rotakeep.adapter.yaml;

import java.time.Duration;
import java.util.List;

/** The keys below {@code access_token} and {@code refresh_token}. */
final class TokenKeys {
  static final Key.Omissible<Duration> DEFAULT_TTL =
      Key.omissible(
          "default_ttl",
          Kind.LIFE,
          "15m",
          "Life of a token whose end nothing tells. Default: 15m.");
  static final Key.Omissible<Boolean> INTROSPECT =
      Key.omissible(
          "introspect",
          Kind.FLAG,
          "true",
          "Ask the introspection endpoint where the answer does not tell. Default: false.");
  static final Key.Omissible<Duration> REFRESH_MARGIN =
      Key.omissible(
          "refresh_margin",
          Kind.LIFE,
          "2m",
          "How long before its end a token is replaced; at most half its life. Default: 2m.");
  static final Key.Omissible<List<String>> ATTRIBUTES =
      Key.omissible(
          "attributes",
          Kind.listOf(Kind.TEXT),
          "[instance_url, id]",
          "Members of a token answer that are handed out beside the token, at most 32.");
  static final Key.Omissible<Boolean> SERVE_UNTIL_EXPIRY =
      Key.omissible(
          "serve_until_expiry",
          Kind.FLAG,
          "false",
          "Whether a connection that needs a new consent serves its living token. Default: true.");
  static final Key.Omissible<Section> ACCESS_TOKEN =
      Key.omissible(
          "access_token",
          Kind.section(
              Keys.of(DEFAULT_TTL, INTROSPECT, REFRESH_MARGIN, ATTRIBUTES, SERVE_UNTIL_EXPIRY)),
          "{default_ttl: 15m}",
          "How access tokens are kept fresh.");

  static final Key.Omissible<Duration> IDLE_TTL =
      Key.omissible("idle_ttl", Kind.LIFE, "30d", "Without use. Default: without limit.");
  static final Key.Omissible<Duration> ABSOLUTE_TTL =
      Key.omissible(
          "absolute_ttl", Kind.LIFE, "365d", "From the consent on. Default: without limit.");
  static final Key.Omissible<Section> REFRESH_TOKEN =
      Key.omissible(
          "refresh_token",
          Kind.section(Keys.of(IDLE_TTL, ABSOLUTE_TTL)),
          "{idle_ttl: 30d}",
          "How long refresh tokens live.");

  private TokenKeys() {}
}
