package io.rotakeep.cli.session;

import io.rotakeep.client.RotakeepException;
import java.util.Map;
import java.util.Optional;

/** What a person at the command line can do, where the daemon leaves that to its clients. */
final class Mends {
  private Mends() {}

  /**
   * @param settings options and environment, by the names of variables
   */
  static Optional<String> of(RotakeepException failure, Map<String, String> settings) {
    var connection = failure.metadata().getOrDefault("connection", "ID");
    return switch (failure) {
      case RotakeepException.NotSupported _ ->
          Optional.of("this daemon does not have it; rotakeep operator status tells its version");
      case RotakeepException.NotAuthenticated _ ->
          Optional.of(proof(settings.getOrDefault("ROTAKEEP_TOKEN_FILE", "")));
      case RotakeepException.NotAllowed _ ->
          Optional.of("ask for a policy that gives this caller the role, in the daemon's file");
      case RotakeepException.DeadlineExceeded _ ->
          Optional.of("run it again; what was under way goes on at the daemon");
      default -> byReason(failure.reason(), connection);
    };
  }

  private static String proof(String tokenFile) {
    return tokenFile.isEmpty()
        ? "show a certificate that the daemon knows (--cert and --key), or a token of an issuer in"
            + " its listen.jwt (a file, named by ROTAKEEP_TOKEN_FILE)"
        : "the token in %s (ROTAKEEP_TOKEN_FILE) does not count; the daemon's log says why: get a"
                .formatted(tokenFile)
            + " new one, for the audience in its listen.jwt";
  }

  private static Optional<String> byReason(String reason, String connection) {
    return Optional.ofNullable(
        switch (reason) {
          case "COUNT_MISMATCH" ->
              "nothing was done: others came or went since they were counted; run it again";
          case "ETAG_MISMATCH" -> "read it again, and apply your change to what is there now";
          case "REAUTHORIZATION_REQUIRED", "CONNECTION_PENDING", "CONNECTION_REVOKED" ->
              "rotakeep connection authorize " + connection;
          case "CONNECTION_QUARANTINED" -> "rotakeep connection doctor " + connection;
          case "PROVIDER_NOT_FOUND" -> "rotakeep provider list tells which there are";
          case "PROVIDER_IN_USE" -> "rotakeep connection list --provider NAME tells by which";
          default -> null;
        });
  }
}
