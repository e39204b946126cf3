package io.rotakeep.examples;

import io.rotakeep.client.AccessTokenSource;
import io.rotakeep.client.okhttp.RotakeepInterceptor;
import java.io.IOException;
import java.net.URI;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/** An API call by OkHttp; after a 401 it is repeated with another token. */
public final class CallByOkHttp {
  private final OkHttpClient http;

  /**
   * @param tokens your {@link io.rotakeep.client.RotakeepClient}
   */
  public CallByOkHttp(AccessTokenSource tokens, String connection) {
    http =
        new OkHttpClient.Builder()
            .addInterceptor(new RotakeepInterceptor(tokens, connection))
            .build();
  }

  public String read(URI resource) throws IOException {
    Request request = new Request.Builder().url(resource.toString()).build();
    try (Response response = http.newCall(request).execute()) {
      return response.code() + " " + response.body().string();
    }
  }
}
