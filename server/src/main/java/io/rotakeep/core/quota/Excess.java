package io.rotakeep.core.quota;

import io.rotakeep.core.caller.Caller;
import java.time.Instant;

/**
 * The first breach of a limit in a caller's window, with what the caller has had in it so far.
 *
 * @param window when it began; with the caller it names the window
 * @param time when it was passed
 * @param allowed the limit that was passed
 * @param tokens handed out in the window
 * @param connections different ones, 0 if they are not counted for this caller
 */
public record Excess(
    Caller caller,
    QuotaLimit limit,
    int allowed,
    Instant time,
    Instant window,
    long tokens,
    long connections) {}
