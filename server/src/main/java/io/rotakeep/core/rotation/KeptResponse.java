package io.rotakeep.core.rotation;

import io.rotakeep.core.ImageReader;
import io.rotakeep.core.ImageWriter;
import io.rotakeep.core.crypto.Envelope;
import org.jspecify.annotations.Nullable;

/** An answer as it is kept before anybody reads it; see {@code TokenObservation.Answered}. */
public record KeptResponse(
    int status,
    @Nullable String retryAfter,
    @Nullable String contentType,
    boolean complete,
    Envelope body,
    String requestId) {
  private static final int WITH_REQUEST_ID = 2;

  public void writeTo(ImageWriter out) {
    out.number(status)
        .text(retryAfter)
        .text(contentType)
        .flag(complete)
        .bytes(body.bytes())
        .text(requestId);
  }

  public static KeptResponse read(ImageReader in) {
    return new KeptResponse(
        in.integer(),
        in.text(),
        in.text(),
        in.flag(),
        new Envelope(in.requiredBytes()),
        in.version() < WITH_REQUEST_ID ? "" : in.requiredText());
  }
}
