package io.rotakeep.cli.endtoend;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Secrets that were never issued by anybody, and are put where they do not belong. */
final class CanaryTokens {
  private final SecureRandom random = new SecureRandom();
  private final Set<String> made = ConcurrentHashMap.newKeySet();

  String next() {
    byte[] octets = new byte[24];
    random.nextBytes(octets);
    String canary = "Cn." + Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
    made.add(canary);
    return canary;
  }

  /** In the form of a signed JWT. */
  String bearer() {
    String header = "eyJhbGciOiJSUzI1NiJ9.";
    String jwt = header + next() + "." + next();
    made.add(jwt);
    return jwt;
  }

  Set<String> all() {
    return made;
  }
}
