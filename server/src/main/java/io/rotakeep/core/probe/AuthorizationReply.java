package io.rotakeep.core.probe;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a server made of an authorization request that no user has seen. */
sealed interface AuthorizationReply {

  /**
   * It would not hear of it.
   *
   * @param how the error's code, or the status
   */
  record Refused(String how) implements AuthorizationReply {}

  /** It asked nobody and issued a code. */
  record Issued() implements AuthorizationReply {}

  /** It wants to talk to a person first. */
  record Interaction() implements AuthorizationReply {}

  /**
   * @param why nothing can be said
   */
  record Unclear(String why) implements AuthorizationReply {}

  static AuthorizationReply of(Sighting sighting) {
    return switch (sighting) {
      case Sighting.Unseen(String cause, _, _) -> new Unclear(cause);
      case Sighting.Seen seen -> of(seen);
    };
  }

  private static AuthorizationReply of(Sighting.Seen seen) {
    URI location = seen.location();
    int status = seen.status();
    if (status >= 300 && status < 400 && location != null) {
      return redirected(location);
    }
    if (seen.errorCode() != null) {
      return new Refused(seen.errorCode());
    }
    return switch (status) {
      case 200 -> new Interaction();
      case 400, 422 -> new Refused("status " + status);
      default -> new Unclear("it answered with status " + status);
    };
  }

  /** Never followed: an error or a code is read where it stands (RFC 6749 §4.1.2). */
  private static AuthorizationReply redirected(URI location) {
    Optional<String> error = parameter(location, "error");
    if (error.isPresent()) {
      return new Refused(error.get());
    }
    return parameter(location, "code").isPresent() ? new Issued() : new Interaction();
  }

  private static Optional<String> parameter(URI location, String name) {
    return List.of(text(location.getRawQuery()), text(location.getRawFragment())).stream()
        .flatMap(part -> Arrays.stream(part.split("&", -1)))
        .filter(pair -> pair.startsWith(name + "="))
        .map(pair -> word(pair.substring(name.length() + 1)))
        .findFirst();
  }

  /** A server's word is shown only if it is one. */
  private static String word(String value) {
    return value.matches("[A-Za-z0-9_.-]{1,64}") ? value : "an error without a code";
  }

  private static String text(@Nullable String part) {
    return part == null ? "" : part;
  }
}
