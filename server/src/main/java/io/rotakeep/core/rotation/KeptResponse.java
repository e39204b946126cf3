package io.rotakeep.core.rotation;

import io.rotakeep.core.crypto.Envelope;
import org.jspecify.annotations.Nullable;

/** An answer as it is kept before anybody reads it; see {@code TokenObservation.Answered}. */
public record KeptResponse(
    int status,
    @Nullable String retryAfter,
    @Nullable String contentType,
    boolean complete,
    Envelope body) {}
