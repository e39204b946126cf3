package io.rotakeep.core.enrollment;

/**
 * A person's or program's word to hold a connection, let it go or end it.
 *
 * @param caller as the audit names them
 * @param comment why, for whoever reads the audit later; may be empty where nobody must say
 * @param requestId what the audit finds it by
 */
public record Order(String caller, String comment, String requestId) {}
