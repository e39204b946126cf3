package io.rotakeep.testkit.authorization;

/**
 * A refresh token the server gave out.
 *
 * @param chain all tokens that descend from one authorization code
 * @param generation 1 for the token that came with the code, one more with each rotation
 */
public record IssuedToken(
    String value, String clientId, String subject, String chain, int generation) {}
