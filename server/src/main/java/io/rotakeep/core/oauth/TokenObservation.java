package io.rotakeep.core.oauth;

import io.rotakeep.core.secret.SecretBytes;
import org.jspecify.annotations.Nullable;

/** What the wire showed of one question to a token endpoint. */
public sealed interface TokenObservation {

  /**
   * Provably no byte of the question reached the server, so nothing was spent.
   *
   * @param cause in our own words, safe to log
   */
  record NotSent(String cause) implements TokenObservation {}

  /**
   * It would have left from an address that was not declared, and that providers' allow-lists do
   * not hold, so nothing was sent.
   *
   * @param address of this machine
   */
  record Withheld(String address) implements TokenObservation {
    public String cause() {
      return "it would have left from " + address + ", which egress.addresses does not declare";
    }
  }

  /**
   * The question may have been read; no status came back.
   *
   * @param cause in our own words, safe to log
   */
  record Unanswered(String cause) implements TokenObservation {}

  /**
   * A status came back.
   *
   * @param retryAfter the header as sent, cut to 64 characters; null if absent
   * @param contentType the media type as sent, cut to 128 characters; null if absent
   * @param body as far as it came; the receiver closes it
   * @param complete false if the body was cut short, by either side or by our limits
   * @param requestId under which the server's own log has the exchange; empty if it says nothing
   */
  record Answered(
      int status,
      @Nullable String retryAfter,
      @Nullable String contentType,
      SecretBytes body,
      boolean complete,
      String requestId)
      implements TokenObservation {

    public Answered(
        int status,
        @Nullable String retryAfter,
        @Nullable String contentType,
        SecretBytes body,
        boolean complete) {
      this(status, retryAfter, contentType, body, complete, "");
    }

    /** The same answer, of the exchange that the server calls so. */
    public Answered from(String exchange) {
      return new Answered(status, retryAfter, contentType, body, complete, exchange);
    }
  }
}
