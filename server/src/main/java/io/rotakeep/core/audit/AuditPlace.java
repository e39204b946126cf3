package io.rotakeep.core.audit;

/**
 * A place in an archive, which stays the same when files are renamed.
 *
 * @param file by the first segment in it
 * @param offset in bytes
 */
public record AuditPlace(String file, long offset) {}
