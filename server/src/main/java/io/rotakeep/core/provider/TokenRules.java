package io.rotakeep.core.provider;

import io.rotakeep.core.InvalidFieldException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long tokens live here, what a refresh does to them, and what a refusal means.
 *
 * @param idleTtl how long a refresh token lives without use; null if for ever
 * @param absoluteTtl how long a grant lives at all; null if for ever
 * @param errors what this server means by which error; the first that matches counts
 * @param dialect how it speaks of all this
 */
public record TokenRules(
    RotationClass rotation,
    BlastRadius blastRadius,
    AccessTokenRules access,
    @Nullable Duration idleTtl,
    @Nullable Duration absoluteTtl,
    List<ErrorRule> errors,
    Dialect dialect) {

  private static final Duration LONGEST = Duration.ofDays(36_500);
  private static final int MOST_ERRORS = 200;
  private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z0-9_.:-]{1,64}");

  /** With no errors but those of RFC 6749, and its ways. */
  public TokenRules(
      RotationClass rotation,
      BlastRadius blastRadius,
      AccessTokenRules access,
      @Nullable Duration idleTtl,
      @Nullable Duration absoluteTtl) {
    this(rotation, blastRadius, access, idleTtl, absoluteTtl, List.of(), Dialect.STANDARD);
  }

  public TokenRules {
    errors = List.copyOf(errors);
    if (errors.size() > MOST_ERRORS) {
      throw new InvalidFieldException("errors", "may be " + MOST_ERRORS + " at the most");
    }
    checkPositive("refresh_token.idle_ttl", idleTtl);
    checkPositive("refresh_token.absolute_ttl", absoluteTtl);
    switch (rotation) {
      case RotationClass.Window(Duration length) -> checkPositive("rotation.window", length);
      case RotationClass.Count(int extraUses) when extraUses < 1 ->
          throw new InvalidFieldException("rotation.count", "must be at least 1");
      case RotationClass.Count _,
          RotationClass.None _,
          RotationClass.Overlapping _,
          RotationClass.Successor _,
          RotationClass.Strict _,
          RotationClass.Family _,
          RotationClass.Mixed _ -> {}
    }
  }

  /**
   * What the server means by an error of its own; empty if it means what RFC 6749 says.
   *
   * @param description as far as it was read; null if there is none
   */
  public Optional<ErrorMeaning> meaningOf(int status, String error, @Nullable String description) {
    return errors.stream()
        .filter(rule -> rule.matches(status, error, description))
        .map(ErrorRule::meaning)
        .findFirst();
  }

  /**
   * @param defaultTtl the life of an access token whose answer does not state one
   * @param introspect whether the server may be asked for that life instead (RFC 7662)
   * @param refreshMargin how long before its end a token is refreshed while it is still served
   * @param attributes members of the answer that callers receive
   * @param attributeHosts hosts that an attribute which is a URL may name
   * @param serveToEnd whether a connection that needs re-authorization serves its living token
   */
  public record AccessTokenRules(
      Duration defaultTtl,
      boolean introspect,
      Duration refreshMargin,
      List<String> attributes,
      List<HostPattern> attributeHosts,
      boolean serveToEnd) {

    public AccessTokenRules {
      checkPositive("access_token.default_ttl", defaultTtl);
      if (refreshMargin.isNegative() || refreshMargin.compareTo(LONGEST) > 0) {
        throw new InvalidFieldException(
            "access_token.refresh_margin", "must not be negative, and 36500 days at the most");
      }
      attributes.forEach(TokenRules::checkAttribute);
      attributes = List.copyOf(attributes);
      attributeHosts = List.copyOf(attributeHosts);
    }
  }

  /** What no answer's member is called could never be handed out. */
  private static void checkAttribute(String name) {
    if (!ATTRIBUTE.matcher(name).matches()) {
      throw new InvalidFieldException(
          "access_token.attributes", "each must be 1 to 64 characters of A-Z a-z 0-9 _ . : -");
    }
  }

  /** Beyond a century a time of ours could leave the years that its readers can write. */
  private static void checkPositive(String field, @Nullable Duration value) {
    if (value != null && (value.isNegative() || value.isZero() || value.compareTo(LONGEST) > 0)) {
      throw new InvalidFieldException(
          field, "must be longer than zero, and 36500 days at the most");
    }
  }
}
