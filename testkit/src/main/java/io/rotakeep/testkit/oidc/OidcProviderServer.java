package io.rotakeep.testkit.oidc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rotakeep.testkit.ToolUnavailableException;
import io.rotakeep.testkit.authorization.AuthorizationServer;
import io.rotakeep.testkit.authorization.ClientKind;
import io.rotakeep.testkit.authorization.Endpoints;
import io.rotakeep.testkit.authorization.RegisteredClient;
import io.rotakeep.testkit.authorization.RegisteredService;
import io.rotakeep.testkit.authorization.ServerReport;
import io.rotakeep.testkit.authorization.ServiceTokens;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * oidc-provider in a node process, with strict rotation, PKCE and revocation of the grant on reuse.
 *
 * <p>The user is whoever the login hint names and agrees to everything; the hint {@code deny}
 * refuses. Thread-safe.
 */
public final class OidcProviderServer implements AuthorizationServer {
  private static final Duration START_LIMIT = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final OidcProviderSettings settings;
  private final Process process;
  private final ServerLog log;
  private final URI issuer;
  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicLong marks = new AtomicLong();

  private OidcProviderServer(
      OidcProviderSettings settings, Process process, ServerLog log, URI issuer) {
    this.settings = settings;
    this.process = process;
    this.log = log;
    this.issuer = issuer;
  }

  /**
   * Fetches the packages on first use and starts the server.
   *
   * @throws ToolUnavailableException if node or npm is missing, or the packages cannot be fetched
   */
  public static OidcProviderServer start(OidcProviderSettings settings) {
    Path directory = NodePackage.installed();
    Process process = startNode(directory, settings);
    var log = new ServerLog();
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    Thread.ofPlatform().daemon().name("oidc-provider-log").start(() -> log.readAll(output));
    try {
      Optional<JsonNode> ready = log.await("event", "ready", START_LIMIT);
      if (ready.isPresent()) {
        URI issuer = URI.create(ready.get().path("issuer").asText());
        return new OidcProviderServer(settings, process, log, issuer);
      }
      process.destroyForcibly();
      throw new IllegalStateException(
          "oidc-provider did not become ready; see " + directory.resolve("errors.log"));
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while oidc-provider was starting", e);
    }
  }

  @Override
  public URI issuer() {
    return issuer;
  }

  @Override
  public Endpoints endpoints() {
    return new Endpoints(
        issuer.resolve("/auth"),
        issuer.resolve("/token"),
        issuer.resolve("/token/revocation"),
        issuer.resolve("/token/introspection"),
        issuer.resolve("/me"));
  }

  @Override
  public RegisteredClient client(ClientKind kind) {
    return settings.clients().stream()
        .filter(client -> client.kind() == kind)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no client of kind " + kind));
  }

  /** What it gives to {@link RegisteredService#all}. */
  public ServiceTokens services() {
    return new OidcServices(issuer, endpoints().token(), http);
  }

  /** Everything the server did before this call, read from its own log. */
  @Override
  public ServerReport report() {
    catchUp();
    return log.report();
  }

  /** What went wrong inside the server; empty is what a test wants. */
  public List<String> serverErrors() {
    catchUp();
    return log.serverErrors();
  }

  @Override
  public void close() {
    http.shutdownNow();
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** The log comes through a pipe; a mark in it tells when all before it has been read. */
  private void catchUp() {
    if (!process.isAlive()) {
      return;
    }
    String mark = "mark-" + marks.incrementAndGet();
    try {
      http.send(
          HttpRequest.newBuilder(issuer.resolve("/log/mark/" + mark)).build(),
          BodyHandlers.discarding());
      if (log.await("name", mark, START_LIMIT).isEmpty()) {
        throw new IllegalStateException("the log of oidc-provider does not catch up");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("oidc-provider does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading the log", e);
    }
  }

  private static Process startNode(Path directory, OidcProviderSettings settings) {
    var node = new ProcessBuilder("node", "server.mjs").directory(directory.toFile());
    node.environment().put("OIDC_PROVIDER_SETTINGS", json(settings));
    File errors = directory.resolve("errors.log").toFile();
    node.redirectError(ProcessBuilder.Redirect.appendTo(errors));
    try {
      return node.start();
    } catch (IOException e) {
      throw new ToolUnavailableException("node is not on the PATH (Node.js 20 or newer)", e);
    }
  }

  private static String json(OidcProviderSettings settings) {
    var clients =
        Stream.concat(
                settings.clients().stream().map(OidcProviderServer::metadata),
                RegisteredService.all().stream().map(OidcServices::metadata))
            .toList();
    try {
      return JSON.writeValueAsString(
          Map.of("accessTokenSeconds", settings.accessTokenLife().toSeconds(), "clients", clients));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("settings that are no JSON", e);
    }
  }

  private static Map<String, Object> metadata(RegisteredClient client) {
    String authentication =
        switch (client.kind()) {
          case PUBLIC -> "none";
          case CONFIDENTIAL_POST -> "client_secret_post";
          case CONFIDENTIAL_BASIC -> "client_secret_basic";
        };
    Map<String, Object> metadata = new java.util.HashMap<>();
    metadata.put("client_id", client.id());
    client.secret().ifPresent(secret -> metadata.put("client_secret", secret));
    metadata.put("token_endpoint_auth_method", authentication);
    // Only for native applications does the port of a loopback callback not matter.
    metadata.put("application_type", "native");
    metadata.put("grant_types", List.of("authorization_code", "refresh_token"));
    metadata.put("redirect_uris", client.redirectUris().stream().map(URI::toString).toList());
    return metadata;
  }
}
