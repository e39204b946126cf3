package io.rotakeep.core.seal;

/**
 * Who changes the seal.
 *
 * @param caller as the audit names them
 * @param requestId what the audit finds it by
 */
public record Operator(String caller, String requestId) {}
