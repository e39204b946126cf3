package io.rotakeep.core.verdict;

import io.rotakeep.core.connection.Generation;
import io.rotakeep.core.connection.Reason;
import io.rotakeep.core.oauth.TokenAnswer;
import io.rotakeep.core.secret.SecretBytes;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What an observation means for the generation that was presented. */
public sealed interface RefreshVerdict {

  /**
   * Spent, and its successor is in our hands. The successor is adopted before anything else is made
   * of the answer.
   *
   * @param accessFault why the access token must not be handed out; null if it may
   */
  record Rotated(TokenAnswer.Granted answer, @Nullable String accessFault)
      implements RefreshVerdict {}

  /**
   * A new access token, the same refresh token (RFC 6749 §6).
   *
   * @param rotationExpected whether this provider should have sent a new one
   */
  record NotRotated(
      TokenAnswer.Granted answer, boolean rotationExpected, @Nullable String accessFault)
      implements RefreshVerdict {}

  /** Spent; of a damaged answer only the successor could be saved. */
  record Salvaged(SecretBytes refreshToken) implements RefreshVerdict {}

  /**
   * Not spent, for certain or by all practice.
   *
   * @param retryAfter how long to leave the provider alone
   */
  record NotSpent(String cause, Duration retryAfter) implements RefreshVerdict {}

  /** Not spent: the server asks for patience. */
  record Throttled(Duration retryAfter) implements RefreshVerdict {}

  /** May be spent, but the rotation class lets the same generation be presented again. */
  record Replayable(String cause, Duration retryAfter) implements RefreshVerdict {}

  /** May be spent, and presenting it again could revoke all. */
  record Doubtful(String cause) implements RefreshVerdict {}

  /**
   * Not spent by all practice, but a gateway has answered for the server too often to be certain.
   */
  record PutOff(String cause) implements RefreshVerdict {}

  /** Refused for good. */
  record Rejected(Classification classification) implements RefreshVerdict {}

  /** Refused because {@code newest} exists: we presented a retired generation. */
  record SelfStale(Generation newest) implements RefreshVerdict {}

  /**
   * Our registration is at fault, not the token.
   *
   * @param error the code the server gave, or our own word
   * @param certain whether it speaks of the registration and of nothing else, so that every
   *     connection must meet it
   */
  record ClientFault(String error, boolean certain) implements RefreshVerdict {
    /** Nothing was sent: it would have left from an address that was not declared. */
    public static final String EGRESS_ADDRESS = "egress_address";

    /** The server does not take requests from where ours came from. */
    public static final String EGRESS_REFUSED = "egress_refused";
  }

  /** Why a refresh token was refused, as the metrics and the audit call it. */
  enum Classification {
    /** Another copy of the store may have spent the token. */
    STALE_STORE(Reason.STALE_STORE),
    UNEXPLAINED(Reason.SUSPECTED_COMPROMISE),
    /** Another request with the token is under way, and it is not ours. */
    CONCURRENT_USE(Reason.SUSPECTED_COMPROMISE),
    /** A person had announced that the provider, or our registration there, would end grants. */
    CLIENT_EVENT(Reason.CLIENT_EVENT),
    /** Many of the client's were refused together: something happened to the client. */
    MASS_REJECTION(Reason.CLIENT_EVENT),
    LOST_RESPONSE(Reason.LOST_RESPONSE),
    /** So many consents of the subject came later that the provider kept this one no more. */
    EVICTED(Reason.EVICTED),
    IDLE_EXPIRED(Reason.IDLE_EXPIRED),
    ABSOLUTE_EXPIRED(Reason.ABSOLUTE_EXPIRED),
    REVOKED_UPSTREAM(Reason.REVOKED_UPSTREAM);

    private final Reason reason;

    Classification(Reason reason) {
      this.reason = reason;
    }

    public Reason reason() {
      return reason;
    }

    /** Whether nothing that is known makes it an accident. */
    public boolean isSuspicious() {
      return reason == Reason.SUSPECTED_COMPROMISE;
    }
  }
}
