package io.rotakeep.testkit.authorization;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Gives services signed tokens by which they prove to others who they are. */
public interface ServiceTokens {
  /** The audience of tokens that are for the daemon. */
  String HERE = "https://rotakeep.example.org";

  /** The audience of tokens that are for somebody else. */
  String ELSEWHERE = "https://elsewhere.example.org";

  /** What {@code iss} of the tokens is; metadata below it say where their keys are. */
  URI issuer();

  /** PEM file of who signed the issuer's certificate; empty where it speaks no TLS. */
  Optional<Path> authority();

  /** The claim in which the service's id is. */
  String subjectClaim();

  /**
   * A token of that service, for one audience and nobody else.
   *
   * @param audience {@link #HERE} or {@link #ELSEWHERE}
   */
  String token(RegisteredService service, String audience);
}
