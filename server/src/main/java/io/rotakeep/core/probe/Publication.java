package io.rotakeep.core.probe;

import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an issuer publishes of itself, before anybody has judged it. */
public sealed interface Publication {

  /**
   * A metadata document.
   *
   * @param issuer as it names itself
   * @param challengeMethods null if it does not say
   */
  record Document(
      String issuer,
      @Nullable URI authorization,
      @Nullable URI token,
      @Nullable URI revocation,
      @Nullable URI introspection,
      @Nullable URI userinfo,
      @Nullable Set<String> challengeMethods)
      implements Publication {}

  /**
   * @param why in our own words
   */
  record Nothing(String why) implements Publication {}
}
