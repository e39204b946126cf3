package io.rotakeep.core.notice;

import java.time.Instant;

/**
 * A receiver that does not take what it is sent.
 *
 * @param since when it began
 * @param cause of the last failure
 */
public record Trouble(Receiver receiver, Instant since, String cause) {}
