package io.rotakeep.core.rotation;

import java.util.UUID;

/**
 * How far a {@link WriteAheadLog} reaches.
 *
 * @param storeId the store that the log belongs to, written when it was created
 * @param firstRetained the oldest sequence a replay would deliver; {@code last + 1} when none. What
 *     is older is gone, so a database that has not applied all of it cannot be repaired from here
 * @param last the newest sequence, durable or not yet; 0 when nothing was ever appended. Right
 *     after opening, a {@code last} below what the witness remembers means that acknowledged frames
 *     are missing
 * @param trimmedThrough the newest sequence that was allowed to be forgotten, at least {@code
 *     firstRetained - 1}; frames from {@code firstRetained} to here stay until their segment goes,
 *     and after reopening they count as never trimmed
 * @param departs whether, right after opening, the log reaches as far as the witness remembers and
 *     is another one there, or has forgotten that place: it is a copy that went on by itself. False
 *     from the first append on, which the witness follows
 * @param room bytes that surely still fit, in space that the disk has already given. Ask for it
 *     before starting what must be able to append later: on a full disk it only shrinks
 */
public record WalPosition(
    UUID storeId, long firstRetained, long last, long trimmedThrough, boolean departs, long room) {}
