package io.rotakeep.core.rotation;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What memory has of one connection's refreshes at this moment.
 *
 * @param attemptOpen whether an attempt has been intended and is not settled
 * @param putOff what puts the next refresh off; null if nothing does
 * @param siblingsAtRisk whether others could be punished if a token were presented twice
 * @param olderSecret whether the provider accepts only the older of our client's two secrets
 * @param recent newest first
 * @param recentSince since when {@code recent} can know
 */
public record RotationCondition(
    boolean attemptOpen,
    RefreshGate.@Nullable Wait putOff,
    boolean siblingsAtRisk,
    boolean olderSecret,
    List<PastRefresh> recent,
    Instant recentSince) {}
