package io.rotakeep.core.bearer;

import io.rotakeep.core.caller.Caller;
import java.time.Instant;

/**
 * Who has shown a token that counts.
 *
 * @param until when the token ends, and with it what the caller may do by it
 */
public record TokenBearer(Caller caller, Instant until) {}
