package io.rotakeep.examples;

import io.rotakeep.client.AccessTokenSource;
import io.rotakeep.client.http.RotakeepHttpClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/** An API call by the JDK's HTTP client; after a 401 it is repeated with another token. */
public final class CallByHttpClient {
  private final RotakeepHttpClient http;

  /**
   * @param tokens your {@link io.rotakeep.client.RotakeepClient}
   */
  public CallByHttpClient(AccessTokenSource tokens, String connection) {
    http = new RotakeepHttpClient(HttpClient.newHttpClient(), tokens, connection);
  }

  public String read(URI resource) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(resource).build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    return response.statusCode() + " " + response.body();
  }
}
