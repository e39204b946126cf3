package io.rotakeep.core.enrollment;

import io.rotakeep.core.connection.ConnectionId;
import io.rotakeep.core.crypto.Envelope;
import io.rotakeep.core.provider.ProviderName;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A consent that is asked for and has not come back, or has come back and is not confirmed.
 *
 * @param stateHash SHA-256 of {@code state}, in hex: the state itself is kept nowhere
 * @param startedBy the caller's name; only they may go on with it
 * @param verifier the PKCE verifier, encrypted
 */
public record PendingAuthorization(
    String stateHash,
    ConnectionId connection,
    ProviderName provider,
    Wish wish,
    String startedBy,
    Envelope verifier,
    Phase phase,
    Instant expires) {

  /**
   * What was asked for.
   *
   * @param loginHost null for the provider's own
   * @param expectedSubject null if anybody may consent
   * @param returnUrl null for the daemon's own page
   * @param loginHint passed on to the provider; null if none
   */
  public record Wish(
      List<String> scopes,
      Map<String, String> labels,
      @Nullable String loginHost,
      @Nullable String expectedSubject,
      @Nullable URI returnUrl,
      @Nullable String loginHint) {

    public Wish {
      scopes = List.copyOf(scopes);
      labels = Map.copyOf(labels);
    }

    public Wish(
        List<String> scopes,
        Map<String, String> labels,
        @Nullable String loginHost,
        @Nullable String expectedSubject,
        @Nullable URI returnUrl) {
      this(scopes, labels, loginHost, expectedSubject, returnUrl, null);
    }

    Wish withLabels(Map<String, String> next) {
      return new Wish(scopes, next, loginHost, expectedSubject, returnUrl, loginHint);
    }

    Wish hinting(@Nullable String hint) {
      return new Wish(scopes, labels, loginHost, expectedSubject, returnUrl, hint);
    }
  }

  /** How far it has come. It only ever moves forward. */
  public sealed interface Phase {

    /**
     * @param browserHash SHA-256 of the cookie of the browser that began at the daemon, in hex;
     *     null if none did
     */
    record Waiting(@Nullable String browserHash) implements Phase {}

    /** The code is being exchanged, or was when the process died: it is never sent again. */
    record Exchanging() implements Phase {}

    /**
     * The answer is here, encrypted, and waits for the application's confirmation.
     *
     * @param ticketHash SHA-256 of the one-time ticket, in hex
     * @param answer an image of the kept response and its attempt
     */
    record Confirming(String ticketHash, Envelope answer) implements Phase {}

    /** The word of the store. */
    default String word() {
      return switch (this) {
        case Waiting _ -> "WAITING";
        case Exchanging _ -> "EXCHANGING";
        case Confirming _ -> "CONFIRMING";
      };
    }
  }

  public PendingAuthorization in(Phase next) {
    return new PendingAuthorization(
        stateHash, connection, provider, wish, startedBy, verifier, next, expires);
  }
}
