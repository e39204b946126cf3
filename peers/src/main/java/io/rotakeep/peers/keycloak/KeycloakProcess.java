package io.rotakeep.peers.keycloak;

import static org.awaitility.Awaitility.await;

import io.rotakeep.testkit.certificates.TestIdentity;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/** Keycloak in a process of its own, on two free ports of 127.0.0.1: plain, and with TLS. */
final class KeycloakProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofMinutes(8);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);
  private static final Pattern LISTENING =
      Pattern.compile("Listening on: (http://[0-9.]+:\\d+) and (https://[0-9.]+:\\d+)");

  /**
   * Keycloak's script starts the server as its child, which nothing would end if the tests were
   * killed. So it ends when its standard input does, as it does when this process is gone.
   */
  private static final String UNTIL_INPUT_ENDS =
      """
      "$@" </dev/null &
      server=$!
      { cat >/dev/null; kill -TERM "$server"; } <&3 &
      wait "$server"
      """;

  private final Process process;
  private final Addresses addresses;

  private record Addresses(URI plain, URI secure) {}

  private KeycloakProcess(Process process, Addresses addresses) {
    this.process = process;
    this.addresses = addresses;
  }

  /**
   * Returns when it answers.
   *
   * @param identity what it shows by TLS
   */
  static KeycloakProcess start(
      KeycloakDistribution distribution, AdminCredentials admin, TestIdentity identity) {
    Path log = distribution.home().resolve("server.log");
    Process process = launch(distribution, admin, identity, log);
    try {
      return new KeycloakProcess(process, awaitReady(process, log));
    } catch (ConditionTimeoutException | IllegalStateException e) {
      end(process);
      throw new IllegalStateException("Keycloak did not become ready; see " + log, e);
    }
  }

  URI base() {
    return addresses.plain();
  }

  /** The same by TLS. */
  URI secureBase() {
    return addresses.secure();
  }

  @Override
  public void close() {
    end(process);
  }

  private static Process launch(
      KeycloakDistribution distribution, AdminCredentials admin, TestIdentity identity, Path log) {
    var command = new ArrayList<>(List.of("/bin/sh", "-c", "exec 3<&0; " + UNTIL_INPUT_ENDS, "sh"));
    command.addAll(
        distribution.command(
            "start",
            "--optimized",
            "--http-enabled=true",
            "--http-host=127.0.0.1",
            "--http-port=0",
            "--https-port=0",
            "--https-certificate-file=" + identity.certificate().toAbsolutePath(),
            "--https-certificate-key-file=" + identity.key().toAbsolutePath(),
            // The ports are not known before the start, so the name comes from each request.
            "--hostname-strict=false",
            "--cache=local"));
    var builder = new ProcessBuilder(command).directory(distribution.home().toFile());
    builder
        .environment()
        .putAll(
            distribution.environment(
                Map.of(
                    "KC_BOOTSTRAP_ADMIN_USERNAME", admin.name(),
                    "KC_BOOTSTRAP_ADMIN_PASSWORD", admin.password())));
    File file = log.toFile();
    builder.redirectErrorStream(true).redirectOutput(file);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start Keycloak", e);
    }
  }

  private static Addresses awaitReady(Process process, Path log) {
    Matcher listening =
        await()
            .atMost(START_LIMIT)
            .failFast("it ended", () -> !process.isAlive())
            .until(() -> LISTENING.matcher(Files.readString(log)), Matcher::find);
    URI base = URI.create(listening.group(1));
    // It listens long before it has made its database, and answers 503 until then.
    try (var http = HttpClient.newHttpClient()) {
      var question = HttpRequest.newBuilder(base.resolve("/realms/master")).build();
      await()
          .atMost(START_LIMIT)
          .failFast("it ended", () -> !process.isAlive())
          .ignoreExceptions()
          .until(() -> http.send(question, BodyHandlers.discarding()).statusCode() == 200);
    }
    return new Addresses(base, URI.create(listening.group(2)));
  }

  /** In good order, else by force: the script, and the server that it started. */
  private static void end(Process process) {
    List<ProcessHandle> family = process.descendants().toList();
    try {
      process.getOutputStream().close();
      if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    } finally {
      family.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
    }
  }
}
