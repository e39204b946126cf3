package io.rotakeep.core.audit;

import java.time.Instant;

/**
 * Why a device takes no records now.
 *
 * @param device where it records, for people
 */
public record AuditTrouble(String device, Instant since, String why) {}
