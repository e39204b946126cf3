package io.rotakeep.core.enrollment;

import io.rotakeep.core.connection.Connection;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** How an authorization ended, for the application and for the page a person sees. */
public sealed interface EnrollmentResult {

  /**
   * @param returnUrl where the browser goes now; null for the daemon's own page
   */
  record Completed(Connection connection, @Nullable URI returnUrl) implements EnrollmentResult {}

  /**
   * Consent is here; the application must confirm that its own user gave it.
   *
   * @param ticket for {@code ConfirmAuthorization}, once
   */
  record ConfirmationDue(Connection connection, String ticket, @Nullable URI returnUrl)
      implements EnrollmentResult {}

  /**
   * @param detail a code of the provider or a word of ours, safe to show; may be empty
   * @param returnUrl where the browser goes now; null for the daemon's own page
   */
  record Refused(Cause cause, String detail, @Nullable URI returnUrl) implements EnrollmentResult {}

  /** Why an authorization came to nothing. Each begins anew; no code is sent twice. */
  enum Cause {
    /** The state is unknown, used, expired, or another browser's or caller's. */
    STATE_UNKNOWN,
    /** {@code iss} is missing or names another issuer (RFC 9207). */
    ISSUER_MISMATCH,
    /** The person, or the server, said no: an error came instead of a code. */
    DENIED,
    /** The server refused the code. */
    EXCHANGE_REFUSED,
    /** No answer came, or none that can be read; whether the code was spent is not known. */
    EXCHANGE_UNANSWERED,
    /** The question could not be sent. */
    PROVIDER_UNAVAILABLE,
    /** The answer has no refresh token: the scopes do not ask for one. */
    NO_REFRESH_TOKEN,
    /** Somebody else consented than was expected. */
    SUBJECT_MISMATCH
  }
}
