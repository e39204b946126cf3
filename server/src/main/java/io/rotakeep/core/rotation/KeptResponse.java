package io.rotakeep.core.rotation;

import io.rotakeep.core.ImageReader;
import io.rotakeep.core.ImageWriter;
import io.rotakeep.core.crypto.Envelope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An answer as it is kept before anybody reads it; see {@code TokenObservation.Answered}.
 *
 * @param time when it was kept; null if the first version of this kept it
 */
public record KeptResponse(
    int status,
    @Nullable String retryAfter,
    @Nullable String contentType,
    boolean complete,
    Envelope body,
    String requestId,
    @Nullable Instant time) {
  private static final int SECOND = 2;

  public void writeTo(ImageWriter out) {
    out.number(status)
        .text(retryAfter)
        .text(contentType)
        .flag(complete)
        .bytes(body.bytes())
        .text(requestId)
        .instant(time);
  }

  public static KeptResponse read(ImageReader in) {
    return new KeptResponse(
        in.integer(),
        in.text(),
        in.text(),
        in.flag(),
        new Envelope(in.requiredBytes()),
        in.version() < SECOND ? "" : in.requiredText(),
        in.version() < SECOND ? null : in.instant());
  }
}
