package io.rotakeep.testkit.authorization;

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
import java.util.ArrayList;
import java.util.List;

/** The grant by which services get tokens of their own (RFC 6749 section 4.4). */
public final class ClientCredentials {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ClientCredentials() {}

  /**
   * Asks for an access token, with the secret in the body.
   *
   * @param more what this server wants beside it
   */
  public static String accessToken(
      HttpClient http, URI endpoint, RegisteredService service, Form.Field more) {
    List<Form.Field> fields =
        new ArrayList<>(
            Form.of(
                    "grant_type",
                    "client_credentials",
                    "client_id",
                    service.id(),
                    "client_secret",
                    service.secret())
                .fields());
    fields.add(more);
    HttpRequest request =
        HttpRequest.newBuilder(endpoint)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(new Form(fields).encoded()))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(service + " got " + answer.statusCode() + " for a token");
      }
      return JSON.readTree(answer.body()).path("access_token").asText();
    } catch (IOException e) {
      throw new UncheckedIOException("no token for " + service, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking for a token", e);
    }
  }
}
