package io.rotakeep.testkit.oidc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rotakeep.testkit.authorization.IssuedToken;
import io.rotakeep.testkit.authorization.Presentation;
import io.rotakeep.testkit.authorization.Presentation.Outcome;
import io.rotakeep.testkit.authorization.ServerReport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The events oidc-provider wrote, one JSON object a line. Thread-safe. */
final class ServerLog {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<JsonNode> events = new ArrayList<>();
  private boolean ended;

  /** Reads until the server closes its output. */
  void readAll(BufferedReader output) {
    try (output) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        add(JSON.readTree(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the log of oidc-provider", e);
    } finally {
      end();
    }
  }

  /** Waits for the first event that has this value in this field; empty if none comes in time. */
  synchronized Optional<JsonNode> await(String field, String value, Duration limit)
      throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      Optional<JsonNode> found =
          events.stream().filter(event -> event.path(field).asText().equals(value)).findFirst();
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (found.isPresent() || ended || left <= 0) {
        return found;
      }
      wait(left);
    }
  }

  synchronized ServerReport report() {
    Map<String, String> valueByHash = new HashMap<>();
    List<IssuedToken> refreshTokens =
        named("refresh_token.issued").map(event -> issued(event, valueByHash)).toList();
    return new ServerReport(
        named("token.request").count(),
        refreshTokens,
        named("access_token.issued").map(event -> event.path("token").asText()).toList(),
        named("presented").map(event -> presentation(event, valueByHash)).toList(),
        named("grant.revoked").count());
  }

  /** What went wrong inside the server; empty is what a test wants. */
  synchronized List<String> serverErrors() {
    Function<JsonNode, String> detail = event -> event.path("detail").asText();
    return named("server_error").map(detail).toList();
  }

  private synchronized void add(JsonNode event) {
    events.add(event);
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  private Stream<JsonNode> named(String name) {
    return events.stream().filter(event -> event.path("event").asText().equals(name));
  }

  private static IssuedToken issued(JsonNode event, Map<String, String> valueByHash) {
    String value = event.path("token").asText();
    valueByHash.put(event.path("hash").asText(), value);
    return new IssuedToken(
        value,
        event.path("client").asText(),
        event.path("subject").asText(),
        event.path("grant").asText(),
        event.path("generation").asInt());
  }

  private static Presentation presentation(JsonNode event, Map<String, String> valueByHash) {
    String hash = event.path("hash").asText();
    Outcome outcome =
        switch (event.path("outcome").asText()) {
          case "rotated" -> Outcome.ROTATED;
          case "reused" -> Outcome.REUSED;
          default -> Outcome.REJECTED;
        };
    return new Presentation(
        Instant.parse(event.path("time").asText()), valueByHash.getOrDefault(hash, hash), outcome);
  }
}
