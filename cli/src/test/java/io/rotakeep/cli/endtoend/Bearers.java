package io.rotakeep.cli.endtoend;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rotakeep.client.AccessToken;
import io.rotakeep.client.RotakeepClient;
import io.rotakeep.client.RotakeepException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Callers of a daemon who show no certificate but a token, and all that they have shown. */
final class Bearers {
  private final DaemonUnderTest daemon;
  private final Path authority;
  private final Path directory;
  private final Set<String> shown = new HashSet<>();

  /**
   * @param authority who signed the daemon's certificate
   * @param directory where their tokens lie, which nobody searches for secrets
   */
  Bearers(DaemonUnderTest daemon, Path authority, Path directory) {
    this.daemon = daemon;
    this.authority = authority;
    this.directory = directory;
  }

  /** All that a refused caller is told, but for the id of the connection. */
  record Refusal(String said, Map<String, String> metadata) {}

  AccessToken read(String token, String connection) {
    try (RotakeepClient client = client(token)) {
      return client.accessToken(connection);
    }
  }

  Refusal refusal(String token, String connection) {
    try (RotakeepClient client = client(token)) {
      RotakeepException refused =
          catchThrowableOfType(RotakeepException.class, () -> client.accessToken(connection));
      if (refused == null) {
        throw new AssertionError(connection + " was served to whom it should not be");
      }
      return new Refusal(refused.getMessage().replace(connection, "ID"), refused.metadata());
    }
  }

  /** A file with the token, as applications and commands are told of one. */
  Path file(String token) {
    shown.add(token);
    try {
      return Files.writeString(Files.createTempFile(directory, "token", ""), token);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep a token", e);
    }
  }

  /** What must be nowhere: each token, and its signature, without which it is worth nothing. */
  Set<String> secrets() {
    Set<String> secrets = new HashSet<>(shown);
    shown.forEach(token -> secrets.add(Arrays.asList(token.split("\\.", -1)).getLast()));
    return secrets;
  }

  private RotakeepClient client(String token) {
    Path file = file(token);
    return daemon.connect(builder -> builder.authority(authority).tokenFile(file));
  }
}
