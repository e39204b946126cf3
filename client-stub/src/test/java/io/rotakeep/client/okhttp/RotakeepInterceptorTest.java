package io.rotakeep.client.okhttp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.rotakeep.client.StaleApi;
import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RotakeepInterceptorTest {
  private final StaleApi api = new StaleApi();
  private final RotakeepInterceptor interceptor = new RotakeepInterceptor(api, "a");
  private final OkHttpClient client =
      new OkHttpClient.Builder().addInterceptor(interceptor).build();

  @AfterEach
  void stop() {
    api.close();
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }

  @Test
  void repeatsOnceWithAnotherTokenAfterA401() throws IOException {
    try (Response response = call(post(RequestBody.create("hello", null)))) {
      assertThat(response.code()).isEqualTo(200);
    }
    assertThat(api.seen()).containsExactly("Bearer stale hello", "Bearer fresh hello");
  }

  @Test
  void repeatsNoMoreThanOnce() throws IOException {
    api.refuseAll();

    try (Response response = call(get("/"))) {
      assertThat(response.code()).isEqualTo(401);
    }
    assertThat(api.seen()).hasSize(2);
  }

  @Test
  void doesNotRepeatWithTheSameToken() throws IOException {
    api.haveNoOther();

    try (Response response = call(get("/"))) {
      assertThat(response.code()).isEqualTo(401);
      assertThat(response.body().string()).isEqualTo("stale token");
    }
    assertThat(api.seen()).hasSize(1);
  }

  @Test
  void doesNotRepeatABodyThatCanBeSentOnce() throws IOException {
    try (Response response = call(post(new OneShot()))) {
      assertThat(response.code()).isEqualTo(401);
    }
    assertThat(api.seen()).containsExactly("Bearer stale once");
  }

  @Test
  void doesNotTakeTheTokenToAnotherHost() throws IOException {
    try (Response response = call(get("/away"))) {
      assertThat(response.code()).isEqualTo(401);
    }
    assertThat(api.seen()).containsExactly("Bearer stale ");
    assertThat(api.seenElsewhere()).containsExactly("null");
  }

  @Test
  void sendsNoTokenUnencryptedToAnotherMachine() {
    var request = new Request.Builder().url("http://api.example.com/").build();

    assertThatIOException().isThrownBy(() -> call(request)).withMessageContaining("https only");
  }

  @Test
  void refusesToRunOnEachRedirect() {
    var wrong = new OkHttpClient.Builder().addNetworkInterceptor(interceptor).build();

    assertThatIllegalStateException()
        .isThrownBy(() -> wrong.newCall(get("/")).execute().close())
        .withMessageContaining("use addInterceptor");
  }

  private Response call(Request request) throws IOException {
    return client.newCall(request).execute();
  }

  private Request get(String path) {
    return new Request.Builder().url(api.at(path).toString()).build();
  }

  private Request post(RequestBody body) {
    return new Request.Builder().url(api.at("/").toString()).post(body).build();
  }

  private static final class OneShot extends RequestBody {
    @Override
    public MediaType contentType() {
      return MediaType.get("text/plain");
    }

    @Override
    public boolean isOneShot() {
      return true;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      sink.writeUtf8("once");
    }
  }
}
