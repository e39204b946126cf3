package io.rotakeep.adapter.yaml;

import io.rotakeep.core.bearer.TrustedIssuer;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An issuer of callers' tokens, and where its keys are. */
public record JwtIssuer(TrustedIssuer issuer, KeyPlace keys) {

  /** Where an issuer's keys are. */
  public sealed interface KeyPlace {
    /** A JWK set in a file. */
    record InFile(Path file) implements KeyPlace {}

    /**
     * A JWK set that is fetched.
     *
     * @param address of the set, or of the issuer whose metadata name it
     * @param discovered whether it is the issuer's
     * @param authority PEM file of who signs the server's certificate; null for what the JDK trusts
     * @param token our own, without which the server does not answer; null for none
     */
    record Fetched(
        URI address, boolean discovered, @Nullable Path authority, @Nullable SecretPlace token)
        implements KeyPlace {}
  }
}
