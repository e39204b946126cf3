package io.rotakeep.core.approval;

/**
 * What somebody wants to do to everything.
 *
 * @param method full name of the method
 * @param digest of the whole request but for its {@code request_id}, so that what is done is just
 *     what was approved
 * @param connections how many it would touch
 * @param comment what its asker wrote; may be empty
 */
public record Act(String method, String digest, long connections, String comment) {}
