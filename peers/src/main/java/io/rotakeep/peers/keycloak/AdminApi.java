package io.rotakeep.peers.keycloak;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rotakeep.testkit.http.Form;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Keycloak's REST API for administrators. Thread-safe. */
final class AdminApi implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final URI base;
  private final AdminCredentials credentials;
  private final HttpClient http = HttpClient.newHttpClient();

  AdminApi(URI base, AdminCredentials credentials) {
    this.base = base;
    this.credentials = credentials;
  }

  JsonNode get(String path) {
    return read(send(authorized(path).GET()));
  }

  /** Creates something; returns the id that it was given. */
  String create(String path, JsonNode representation) {
    HttpResponse<String> response =
        send(
            authorized(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(representation.toString())));
    String location = response.headers().firstValue("location").orElseThrow();
    return location.substring(location.lastIndexOf('/') + 1);
  }

  @Override
  public void close() {
    http.shutdownNow();
  }

  /** With a token of its own each time: they live a minute, and calls are few. */
  private HttpRequest.Builder authorized(String path) {
    Form form =
        Form.of(
            "grant_type",
            "password",
            "client_id",
            "admin-cli",
            "username",
            credentials.name(),
            "password",
            credentials.password());
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(base.resolve("/realms/master/protocol/openid-connect/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form.encoded())));
    return HttpRequest.newBuilder(base.resolve("/admin/realms" + path))
        .header("Authorization", "Bearer " + read(answer).path("access_token").asText());
  }

  private HttpResponse<String> send(HttpRequest.Builder builder) {
    HttpRequest request = builder.timeout(LIMIT).build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw new IllegalStateException(
            "Keycloak answered " + response.statusCode() + " to " + request.uri().getPath());
      }
      return response;
    } catch (IOException e) {
      throw new UncheckedIOException("Keycloak does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking Keycloak", e);
    }
  }

  private static JsonNode read(HttpResponse<String> response) {
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException("an answer that is no JSON", e);
    }
  }
}
