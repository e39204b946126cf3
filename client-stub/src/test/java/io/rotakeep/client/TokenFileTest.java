package io.rotakeep.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.TlsServerCredentials;
import io.grpc.stub.StreamObserver;
import io.rotakeep.v1.GetAccessTokenRequest;
import io.rotakeep.v1.GetAccessTokenResponse;
import io.rotakeep.v1.TokenServiceGrpc;
import io.rotakeep.v1.WatchAccessTokensRequest;
import io.rotakeep.v1.WatchAccessTokensResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFileTest {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  @TempDir Path dir;
  private final Queue<String> calls = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<String> watches = new LinkedBlockingQueue<>();
  private Path file;
  private Server daemon;

  @BeforeEach
  void start() throws IOException {
    file = dir.resolve("token");
    PemAuthority.create("Rotakeep test CA", dir.resolve("ca.crt")).issue("server", dir);
    daemon =
        Grpc.newServerBuilderForPort(
                0,
                TlsServerCredentials.newBuilder()
                    .keyManager(
                        dir.resolve("server.crt").toFile(), dir.resolve("server.key").toFile())
                    .build())
            .addService(new Tokens())
            .intercept(new Proofs())
            .build()
            .start();
  }

  @AfterEach
  void stop() {
    daemon.shutdownNow();
  }

  @Test
  void showsTheTokenOfItsFileWithEachCall() throws IOException {
    Files.writeString(file, "aaa.bbb.ccc\n");
    Map<String, String> environment =
        Map.of(
            "ROTAKEEP_ADDRESS", address(),
            "ROTAKEEP_CA", dir.resolve("ca.crt").toString(),
            "ROTAKEEP_TOKEN_FILE", file.toString());

    try (var client = RotakeepClient.fromEnvironment(environment)) {
      assertThat(client.accessToken("a").value()).isEqualTo("t");
    }

    assertThat(calls).containsExactly("Bearer aaa.bbb.ccc");
  }

  @Test
  void takesTheNewTokenWhenTheFileIsReplaced() throws Exception {
    Files.writeString(file, "old");
    MovableClocks clocks = new MovableClocks();

    try (var client = builder().clocks(clocks).build()) {
      client.accessToken("a");
      replace("newer");
      client.accessToken("a");
      clocks.advance(Duration.ofSeconds(1));
      client.accessToken("a");
      Files.delete(file);
      clocks.advance(Duration.ofSeconds(1));
      client.accessToken("a");
    }

    assertThat(calls).containsExactly("Bearer old", "Bearer old", "Bearer newer", "Bearer newer");
  }

  @Test
  void opensItsWatchAgainByTheNewToken() throws Exception {
    Files.writeString(file, "old");

    try (var client = builder().watch(Watch.connections("a")).build()) {
      assertThat(client).isNotNull();
      assertThat(watches.poll(30, TimeUnit.SECONDS)).isEqualTo("Bearer old");
      replace("newer");
      assertThat(watches.poll(30, TimeUnit.SECONDS)).isEqualTo("Bearer newer");
    }
  }

  @Test
  void sendsNoTokenUnencrypted() throws IOException {
    Files.writeString(file, "secret-token");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> RotakeepClient.builder().address("127.0.0.1:1").tokenFile(file).build())
        .withMessageContaining("does not travel unencrypted")
        .withMessageNotContaining("secret-token");
  }

  @Test
  void showsEitherATokenOrACertificate() throws IOException {
    Files.writeString(file, "t");

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> builder().identity(dir.resolve("server.crt"), dir.resolve("server.key")).build())
        .withMessageContaining("give one of the two");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " \n", "two words", "ü", "a\u0000b", "line\nbreak"})
  void refusesAFileThatHoldsNoToken(String content) throws IOException {
    Files.writeString(file, content);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().build())
        .withMessage(
            "token file (ROTAKEEP_TOKEN_FILE): %s must hold one token of visible ASCII characters,"
                    .formatted(file)
                + " at most 8192 bytes");
  }

  @Test
  void refusesAFileThatCannotBeRead() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder().build())
        .withMessage("token file (ROTAKEEP_TOKEN_FILE): cannot read " + file);
  }

  private RotakeepClientBuilder builder() {
    return RotakeepClient.builder()
        .address(address())
        .authority(dir.resolve("ca.crt"))
        .tokenFile(file);
  }

  private String address() {
    return "127.0.0.1:" + daemon.getPort();
  }

  /** As a cluster does it: another file takes its place at once. */
  private void replace(String token) throws IOException {
    Path next = Files.writeString(dir.resolve("next"), token);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private final class Proofs implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      @Nullable String proof = headers.get(AUTHORIZATION);
      boolean watch = "WatchAccessTokens".equals(call.getMethodDescriptor().getBareMethodName());
      (watch ? watches : calls).add(proof == null ? "none" : proof);
      return next.startCall(call, headers);
    }
  }

  private static final class Tokens extends TokenServiceGrpc.TokenServiceImplBase {
    @Override
    public void getAccessToken(
        GetAccessTokenRequest request, StreamObserver<GetAccessTokenResponse> answer) {
      answer.onNext(GetAccessTokenResponse.newBuilder().setAccessToken("t").build());
      answer.onCompleted();
    }

    @Override
    public void watchAccessTokens(
        WatchAccessTokensRequest request, StreamObserver<WatchAccessTokensResponse> answer) {
      // Stays open until the client ends it.
    }
  }
}
