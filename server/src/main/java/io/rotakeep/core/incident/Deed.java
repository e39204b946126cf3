package io.rotakeep.core.incident;

/**
 * Who does something about an incident.
 *
 * @param actor as the audit names them
 * @param comment in their own words; may be empty where nobody must say
 * @param requestId what the audit finds it by
 */
public record Deed(String actor, String comment, String requestId) {}
