package io.rotakeep.core.bearer;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a token says, none of it believed yet (RFC 7519 section 4.1). All three times are whole
 * seconds or have been cut to them.
 *
 * @param subjects those of {@link SubjectClaim} that are there
 * @param account what {@code kubernetes.io} says; null if it is not there
 */
public record Claims(
    String issuer,
    List<String> audiences,
    Map<SubjectClaim, String> subjects,
    Instant expires,
    Instant issued,
    @Nullable Instant notBefore,
    @Nullable Account account) {

  public Claims {
    audiences = List.copyOf(audiences);
    subjects = Map.copyOf(subjects);
  }

  /** A service account by its claims. */
  public record Account(String namespace, String name) {}
}
