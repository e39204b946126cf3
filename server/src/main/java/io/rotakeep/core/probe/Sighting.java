package io.rotakeep.core.probe;

import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What one look at an address showed. */
public sealed interface Sighting {

  /**
   * No answer came.
   *
   * @param cause in our own words
   * @param distrusted whether TLS is why: the server could not prove to be who it should be
   * @param undeclared from where it would have left, if nothing was sent because of that
   */
  record Unseen(String cause, boolean distrusted, @Nullable String undeclared) implements Sighting {
    public Unseen(String cause, boolean distrusted) {
      this(cause, distrusted, null);
    }

    public static Unseen from(String undeclared, String cause) {
      return new Unseen(cause, false, undeclared);
    }
  }

  /**
   * An answer came.
   *
   * @param errorCode the body's code of RFC 6749 §5.2; null without one
   * @param location where the answer redirects to; null if nowhere
   * @param date the server's clock; null if it does not say
   */
  record Seen(
      int status,
      @Nullable String errorCode,
      @Nullable URI location,
      @Nullable Instant date,
      Line line)
      implements Sighting {}

  /**
   * The connection that an answer came by.
   *
   * @param localAddress where it left from on our side
   * @param security null for plain http
   */
  record Line(String localAddress, @Nullable Security security) {}

  /**
   * A handshake in which host and certificate were verified.
   *
   * @param protocol such as {@code TLSv1.3}
   * @param certificateEnds when the server's own certificate ends
   */
  record Security(String protocol, Instant certificateEnds) {}
}
