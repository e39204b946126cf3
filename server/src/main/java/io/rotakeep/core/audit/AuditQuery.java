package io.rotakeep.core.audit;

import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is looked for, from the newest back.
 *
 * @param since records before it are not looked at; null for the beginning of what is kept
 * @param until records from then on are left out; null for none
 * @param wanted which of them are returned
 * @param limit how many are returned at the most
 * @param before where to go on; null for the newest
 */
public record AuditQuery(
    @Nullable Instant since,
    @Nullable Instant until,
    Predicate<AuditEntry> wanted,
    int limit,
    @Nullable AuditPlace before) {}
