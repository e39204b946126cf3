package io.rotakeep.examples;

import io.rotakeep.client.AccessTokenSource;
import io.rotakeep.client.spring.RotakeepRequestInterceptor;
import java.net.URI;
import org.springframework.web.client.RestClient;

/** An API call by Spring's RestClient; after a 401 it is repeated with another token. */
public final class CallBySpring {
  private final RestClient http;

  /**
   * @param tokens your {@link io.rotakeep.client.RotakeepClient}
   */
  public CallBySpring(AccessTokenSource tokens, String connection) {
    http =
        RestClient.builder()
            .requestInterceptor(new RotakeepRequestInterceptor(tokens, connection))
            .build();
  }

  public String read(URI resource) {
    var response = http.get().uri(resource).retrieve().toEntity(String.class);
    return response.getStatusCode().value() + " " + response.getBody();
  }
}
